#pragma once

#include "audit/event.h"
#include "engine/engine.h"
#include "log/verify_log.h"

namespace vault {

// The entry that somebody read, proved or exported the log; durable when it returns. `by` null: this machine itself. `found`, a
// literal: what a verification found to be wrong; empty: nothing.
[[nodiscard]] Expected<void> record_reading(
    Engine& engine, Event event, const Actor* by, std::string_view found = {});

// The open vault's log; each read leases a connection.
[[nodiscard]] LogSource log_source(Engine& engine);

// invalid: a page is too long, or no event has the name.
[[nodiscard]] Expected<void> check_filter(const AuditFilter& filter);

} // namespace vault
