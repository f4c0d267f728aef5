#pragma once

#include "access/call.h"
#include "application.h"
#include "http/literal.h"
#include "vault/audit.h"

#include <string_view>

namespace server {

// Leaves an entry of the log about a request that the rules of the vault never see. A log that cannot be written makes no refusal undone:
// the service's own log says so.
void record_refusal(Application& application, const Route& route, const vault::Actor& actor,
    vault::RefusedAttempt::Why why, std::string_view id_text);

// 403 to somebody whose role may not do this, with the entry.
[[nodiscard]] http::Response refuse_role(
    Application& application, const Call& call, http::Literal detail);

} // namespace server
