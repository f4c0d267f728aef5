#pragma once

#include "audit/proof_text.h"
#include "log/stored_tree.h"
#include "vault/error.h"

#include <string>

namespace vault {

// Proofs out of one snapshot of the log, against its last checkpoint. Who may ask is the caller's.

// A C2SP tlog-proof. not_found where there is no such entry, or no checkpoint over it yet.
[[nodiscard]] Expected<std::string> prove_entry(const AuditTable& log, std::uint64_t seq);
// invalid unless first <= second <= the checkpoint's size.
[[nodiscard]] Expected<ConsistencyProof> prove_consistency(
    const AuditTable& log, std::uint64_t first, std::uint64_t second);

// The entry at `seq` with its path to the root of the first `size` entries, for a receipt or certificate. Throws corrupt where it is missing.
[[nodiscard]] LoggedEntry logged_entry(
    const AuditTable& log, std::uint64_t seq, std::uint64_t size);
// The same with a tree that remembers what the entries beside it needed.
[[nodiscard]] LoggedEntry logged_entry(
    const AuditTable& log, const StoredTree& tree, std::uint64_t seq, std::uint64_t size);

} // namespace vault
