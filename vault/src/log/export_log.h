#pragma once

#include "audit/signed_note.h"
#include "log/verify_log.h"
#include "vault/clock.h"

#include <functional>
#include <span>

namespace vault {

// The log up to its last checkpoint as a bundle (vault/audit_bundle.h), in slices, so that no snapshot is held long.
[[nodiscard]] Expected<void> export_log(const LogSource& source, const std::string& store,
    const NoteSigner& signer, Instant at,
    const std::function<void(std::span<const std::byte>)>& sink);

} // namespace vault
