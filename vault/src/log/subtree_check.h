#pragma once

#include "audit/merkle.h"
#include "store/audit_table.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace vault {

// Holds the stored hashes inside the log's tree (audit_subtree) against the entries they are made of: a proof is made from them, so one that was
// edited would make every proof above it worthless.
// Threads: one.
class SubtreeCheck {
public:
    // Each time the tree has grown by a leaf: its size, and the roots of the perfect subtrees that end with that leaf, by their height from 0.
    void append(std::uint64_t size, const std::vector<Hash>& completed);
    // Looks at what became complete since the last call; the first entry under a stored hash that differs or is gone. Rows that a log older than
    // the table has not got yet are none. Throws StorageFault.
    [[nodiscard]] std::optional<std::uint64_t> first_bad(const AuditTable& log);

private:
    struct Subtree {
        unsigned level;
        std::uint64_t index;
        Hash root;
    };
    std::vector<Subtree> complete_;
};

} // namespace vault
