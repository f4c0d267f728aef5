#pragma once

#include "audit/merkle_proof.h"
#include "store/audit_table.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace vault {

// The log's tree as the database holds it: hashes of perfect subtrees, and the proofs made of them. Remembers what it has read, so that the
// proofs of one batch share their upper parts. Hashes that are not there are thrown as corrupt.
// Threads: one; on one snapshot.
class StoredTree {
public:
    explicit StoredTree(const AuditTable& table) : table_{table} {}

    // `index` < size; size at most what the snapshot holds.
    [[nodiscard]] std::vector<Hash> inclusion(std::uint64_t index, std::uint64_t size) const;
    [[nodiscard]] std::vector<Hash> consistency(std::uint64_t first, std::uint64_t second) const;
    [[nodiscard]] Hash root(std::uint64_t size) const;
    // The root of a full tile, C2SP's level and index.
    [[nodiscard]] Hash root_of_tile(unsigned level, std::uint64_t index) const;
    [[nodiscard]] Hash subtree(unsigned height, std::uint64_t index) const;

private:
    const AuditTable& table_;
    mutable std::unordered_map<std::int64_t, Hash> known_; // by packed_place(height, index)
};

} // namespace vault
