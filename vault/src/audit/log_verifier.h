#pragma once

#include "audit/entry_view.h"
#include "audit/merkle.h"
#include "audit/signed_note.h"
#include "vault/audit.h"
#include "vault/proof.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// A leaf as it is stored: its bytes, their hash, and beside them the copies of its members that filters look at, empty where there is none.
// Views into whatever it is read from.
struct StoredLeaf {
    std::uint64_t seq = 0;
    std::string_view json;
    std::span<const std::byte> hash;
    std::int64_t time_ms = 0;
    std::string_view event;
    std::string_view ticket;
    std::string_view credential;
    std::string_view actor;
};

// Reads a whole log again, from its first entry, and says where it stops being true. Knows nothing of where entries come from.
//
//     for each entry, in order:  verifier.entry(leaf)
//                                verifier.checkpoint(size, root, note)   for the checkpoint of that size, if there is one
//     verdict = verifier.finish()
//
// Both calls return false from the first fault on; the caller may stop then. The fault's entry is named exactly where the entry alone shows
// it; where only a checkpoint disagrees, the first entry is named that no good checkpoint covers.
// Threads: one.
class LogVerifier {
public:
    LogVerifier(std::string origin, VerifierKey key);

    bool entry(const StoredLeaf& leaf);
    // The same where nothing is stored beside the entry.
    bool entry(std::uint64_t seq, std::string_view json);
    bool checkpoint(
        std::uint64_t size, std::span<const std::byte> stored_root, std::string_view note);
    // What stands beside the log and contradicts it. The first fault stays.
    bool fault(
        std::uint64_t seq, std::string_view problem, AuditFault kind = AuditFault::inconsistent);
    [[nodiscard]] const TreeEdge& tree() const noexcept { return tree_; }
    // Roots of the perfect subtrees that end with the last good entry, by their height from 0.
    [[nodiscard]] const std::vector<Hash>& completed() const noexcept { return completed_; }
    // The log must end with a checkpoint over all its entries.
    [[nodiscard]] AuditVerdict finish();

private:
    // Whether it is a good entry at the next place. `entry`: what EntryView::read() made of it.
    bool stands_at(std::uint64_t seq, const std::optional<EntryView>& entry);
    void append(const Hash& leaf);

    std::string origin_;
    VerifierKey key_;
    TreeEdge tree_;
    std::vector<Hash> completed_;
    AuditVerdict verdict_;
};

} // namespace vault
