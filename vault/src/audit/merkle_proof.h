#pragma once

#include "audit/merkle.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace vault {

// Proofs of RFC 6962 section 2.1, made from the hashes of perfect subtrees and checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say.

// Hash of the perfect subtree over the leaves from index << height to (index + 1) << height. Height 0 is a leaf.
using SubtreeHashes = std::function<Hash(unsigned height, std::uint64_t index)>;

// The root of the tree's first `size` leaves.
[[nodiscard]] Hash root_of(std::uint64_t size, const SubtreeHashes& hashes);
// That the leaf at `index` is one of the first `size`; index < size. At most 64 hashes, the leaf's neighbour first.
[[nodiscard]] std::vector<Hash> inclusion_proof(
    std::uint64_t index, std::uint64_t size, const SubtreeHashes& hashes);
// That the tree of `first` leaves is the start of the tree of `second`; first <= second. Empty when they are equal or the first is empty.
[[nodiscard]] std::vector<Hash> consistency_proof(
    std::uint64_t first, std::uint64_t second, const SubtreeHashes& hashes);

// The root that `proof` leads to; nullopt when it has not as many hashes as the place needs.
[[nodiscard]] std::optional<Hash> root_from_inclusion(
    const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof);

// A head without its signature.
struct TreeHead {
    std::uint64_t size = 0;
    Hash root{};
};
[[nodiscard]] bool is_consistent(
    const TreeHead& first, const TreeHead& second, std::span<const Hash> proof);

} // namespace vault
