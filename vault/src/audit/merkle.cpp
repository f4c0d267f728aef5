#include "audit/merkle.h"

#include "audit/sha256.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>
#include <bit>
#include <initializer_list>
#include <utility>

namespace vault {

namespace {

constexpr std::byte leaf_prefix{0};
constexpr std::byte node_prefix{1};

Hash sha256(std::initializer_list<std::span<const std::byte>> parts)
{
    // Making a context costs more than hashing a leaf.
    thread_local Sha256 digest;
    for (const auto part : parts)
        digest.update(part);
    return digest.finish();
}

} // namespace

Hash leaf_hash(std::span<const std::byte> data) { return sha256({{&leaf_prefix, 1}, data}); }

Hash node_hash(const Hash& left, const Hash& right)
{
    // In one piece: three would cost a third more.
    std::array<std::byte, 1 + 2 * std::tuple_size_v<Hash>> bytes;
    bytes.front() = node_prefix;
    std::ranges::copy(right, std::ranges::copy(left, bytes.begin() + 1).out);
    return sha256({bytes});
}

TreeEdge::TreeEdge(std::uint64_t size, std::vector<Hash> roots)
    : size_{size}, roots_{std::move(roots)}
{
    TV_ASSERT(roots_.size() == static_cast<std::size_t>(std::popcount(size_)));
}

template <class Completed>
void TreeEdge::grow(const Hash& leaf, Completed&& completed)
{
    Hash subtree = leaf;
    // Each trailing one of the size is a perfect subtree as large as the one that just became complete.
    for (std::uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1) {
        subtree = node_hash(roots_.back(), subtree);
        roots_.pop_back();
        completed(subtree);
    }
    roots_.push_back(subtree);
    ++size_;
}

void TreeEdge::append(const Hash& leaf)
{
    grow(leaf, [](const Hash&) {});
}

void TreeEdge::append(const Hash& leaf, std::vector<Hash>& completed)
{
    completed.assign(1, leaf);
    grow(leaf, [&](const Hash& subtree) { completed.push_back(subtree); });
}

Hash TreeEdge::root() const
{
    if (roots_.empty())
        return sha256({});
    Hash root = roots_.back();
    for (auto left = roots_.rbegin() + 1; left != roots_.rend(); ++left)
        root = node_hash(*left, root);
    return root;
}

} // namespace vault
