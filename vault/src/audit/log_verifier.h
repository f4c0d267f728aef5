#pragma once

#include "audit/merkle.h"
#include "audit/signed_note.h"
#include "vault/audit.h"
#include "vault/proof.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vault {

// Reads a whole log again, from its first entry, and says where it stops being true. Knows nothing of where entries come from.
//
//     for each entry, in order:  verifier.entry(seq, json, stored leaf hash)
//                                verifier.checkpoint(size, root, note)   for the checkpoint of that size, if there is one
//     verdict = verifier.finish()
//
// Both calls return false from the first fault on; the caller may stop then. The fault's entry is named exactly where the entry alone shows
// it; where only a checkpoint disagrees, the first entry is named that no good checkpoint covers.
// Threads: one.
class LogVerifier {
public:
    LogVerifier(std::string origin, VerifierKey key);

    bool entry(
        std::uint64_t seq, std::string_view json, std::span<const std::byte> stored_leaf_hash);
    // The same where no hash is stored beside the entry.
    bool entry(std::uint64_t seq, std::string_view json);
    bool checkpoint(
        std::uint64_t size, std::span<const std::byte> stored_root, std::string_view note);
    // What stands beside the log and contradicts it. The first fault stays.
    bool fault(
        std::uint64_t seq, std::string_view problem, AuditFault kind = AuditFault::inconsistent);
    [[nodiscard]] const TreeEdge& tree() const noexcept { return tree_; }
    // The log must end with a checkpoint over all its entries.
    [[nodiscard]] AuditVerdict finish();

private:
    std::optional<Hash> checked_leaf(std::uint64_t seq, std::string_view json);

    std::string origin_;
    VerifierKey key_;
    TreeEdge tree_;
    AuditVerdict verdict_;
};

} // namespace vault
