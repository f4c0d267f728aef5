#include "audit/merkle_proof.h"

#include "vault/assert.h"

#include <bit>

namespace vault {

namespace {

// The largest power of two smaller than `count`, which is at least 2.
std::uint64_t split_of(std::uint64_t count) { return std::bit_floor(count - 1); }

// The hash over the leaves [first, first + count). RFC 6962 only ever asks for ranges that begin at a multiple of the power of two not
// smaller than their count, so that every perfect part is a subtree of the whole tree.
Hash range_hash(std::uint64_t first, std::uint64_t count, const SubtreeHashes& hashes)
{
    if (std::has_single_bit(count)) {
        const auto height = static_cast<unsigned>(std::countr_zero(count));
        return hashes(height, first >> height);
    }
    const std::uint64_t left = split_of(count);
    return node_hash(
        range_hash(first, left, hashes), range_hash(first + left, count - left, hashes));
}

// PATH(m, D[n]) of section 2.1.1, the leaves being [first, first + count).
void append_path(std::vector<Hash>& path, std::uint64_t index, std::uint64_t first,
    std::uint64_t count, const SubtreeHashes& hashes)
{
    if (count == 1)
        return;
    const std::uint64_t left = split_of(count);
    if (index < left) {
        append_path(path, index, first, left, hashes);
        path.push_back(range_hash(first + left, count - left, hashes));
    } else {
        append_path(path, index - left, first + left, count - left, hashes);
        path.push_back(range_hash(first, left, hashes));
    }
}

// SUBPROOF(m, D[n], b) of section 2.1.2; `known`: the verifier has this subtree's hash already.
void append_subproof(std::vector<Hash>& path, std::uint64_t old, std::uint64_t first,
    std::uint64_t count, bool known, const SubtreeHashes& hashes)
{
    if (old == count) {
        if (!known)
            path.push_back(range_hash(first, count, hashes));
        return;
    }
    const std::uint64_t left = split_of(count);
    if (old <= left) {
        append_subproof(path, old, first, left, known, hashes);
        path.push_back(range_hash(first + left, count - left, hashes));
    } else {
        append_subproof(path, old - left, first + left, count - left, false, hashes);
        path.push_back(range_hash(first, left, hashes));
    }
}

} // namespace

Hash root_of(std::uint64_t size, const SubtreeHashes& hashes)
{
    return size == 0 ? TreeEdge{}.root() : range_hash(0, size, hashes);
}

std::vector<Hash> inclusion_proof(
    std::uint64_t index, std::uint64_t size, const SubtreeHashes& hashes)
{
    TV_ASSERT(index < size);
    std::vector<Hash> path;
    append_path(path, index, 0, size, hashes);
    return path;
}

std::vector<Hash> consistency_proof(
    std::uint64_t first, std::uint64_t second, const SubtreeHashes& hashes)
{
    TV_ASSERT(first <= second);
    std::vector<Hash> path;
    if (first != 0 && first != second)
        append_subproof(path, first, 0, second, true, hashes);
    return path;
}

std::optional<Hash> root_from_inclusion(
    const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof)
{
    if (index >= size)
        return std::nullopt;
    std::uint64_t at = index;
    std::uint64_t last = size - 1;
    Hash root = leaf;
    for (const Hash& hash : proof) {
        if (last == 0)
            return std::nullopt;
        if ((at & 1U) != 0 || at == last) {
            root = node_hash(hash, root);
            for (; (at & 1U) == 0 && at != 0; at >>= 1)
                last >>= 1;
        } else {
            root = node_hash(root, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 ? std::optional{root} : std::nullopt;
}

bool is_consistent(const TreeHead& first, const TreeHead& second, std::span<const Hash> proof)
{
    if (first.size == second.size)
        return proof.empty() && first.root == second.root;
    if (first.size > second.size)
        return false;
    if (first.size == 0)
        return proof.empty() && first.root == TreeEdge{}.root();
    // A first tree that is perfect is a subtree of the second, and its root starts the walk.
    std::vector<Hash> walk;
    if (std::has_single_bit(first.size))
        walk.push_back(first.root);
    walk.insert(walk.end(), proof.begin(), proof.end());
    if (walk.empty())
        return false;
    std::uint64_t at = first.size - 1;
    std::uint64_t last = second.size - 1;
    for (; (at & 1U) != 0; at >>= 1)
        last >>= 1;
    Hash old_root = walk.front();
    Hash new_root = walk.front();
    for (const Hash& hash : std::span{walk}.subspan(1)) {
        if (last == 0)
            return false;
        if ((at & 1U) != 0 || at == last) {
            old_root = node_hash(hash, old_root);
            new_root = node_hash(hash, new_root);
            for (; (at & 1U) == 0 && at != 0; at >>= 1)
                last >>= 1;
        } else {
            new_root = node_hash(new_root, hash);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && old_root == first.root && new_root == second.root;
}

} // namespace vault
