#pragma once

#include "vault/audit.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vault {

// RFC 6962 section 2.1: leaf = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right), empty tree = SHA-256("").
[[nodiscard]] Hash leaf_hash(std::span<const std::byte> data);
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);

// The right edge of a growing tree: roots of the perfect subtrees of `size`, largest first. Append is O(log n) amortised O(1).
class TreeEdge {
public:
    TreeEdge() = default;
    // `roots.size()` must be the number of ones in `size`.
    TreeEdge(std::uint64_t size, std::vector<Hash> roots);

    void append(const Hash& leaf);
    // `completed` becomes the roots of the perfect subtrees that end with this leaf, by their height from 0, which is the leaf itself.
    void append(const Hash& leaf, std::vector<Hash>& completed);
    [[nodiscard]] Hash root() const;
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] const std::vector<Hash>& roots() const noexcept { return roots_; }

private:
    // `completed(root)` for each perfect subtree above the leaf.
    template <class Completed>
    void grow(const Hash& leaf, Completed&& completed);

    std::uint64_t size_ = 0;
    std::vector<Hash> roots_;
};

} // namespace vault
