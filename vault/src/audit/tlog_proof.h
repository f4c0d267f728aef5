#pragma once

#include "vault/audit.h"

#include <span>
#include <string>

namespace vault {

// C2SP tlog-proof@v1: a title, the leaf's index, the inclusion path one hash a line, an empty line and the checkpoint it leads to.
[[nodiscard]] std::string tlog_proof_text(
    std::uint64_t index, std::span<const Hash> path, const Checkpoint& head);

} // namespace vault
