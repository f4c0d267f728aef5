#include "log/stored_tree.h"

#include "store/packed_place.h"
#include "store/storage_fault.h"

namespace vault {

std::vector<Hash> StoredTree::inclusion(std::uint64_t index, std::uint64_t size) const
{
    return inclusion_proof(
        index, size, [this](unsigned height, std::uint64_t at) { return subtree(height, at); });
}

std::vector<Hash> StoredTree::consistency(std::uint64_t first, std::uint64_t second) const
{
    return consistency_proof(
        first, second, [this](unsigned height, std::uint64_t at) { return subtree(height, at); });
}

Hash StoredTree::root(std::uint64_t size) const
{
    return root_of(size, [this](unsigned height, std::uint64_t at) { return subtree(height, at); });
}

Hash StoredTree::root_of_tile(unsigned level, std::uint64_t index) const
{
    // Not subtree(): that would read the row this one is about to make.
    const auto hashes = table_.tree_hashes(level, index << tile_height, tile_width);
    if (hashes.size() != tile_width)
        throw StorageFault{Error{ErrorCode::corrupt, "a hash of the log's tree is missing"}};
    TreeEdge edge;
    for (const Hash& hash : hashes)
        edge.append(hash);
    return edge.root();
}

Hash StoredTree::subtree(unsigned height, std::uint64_t index) const
{
    const std::int64_t name = packed_place(height, index);
    if (const auto found = known_.find(name); found != known_.end())
        return found->second;
    const unsigned level = height / tile_height;
    const unsigned above = height % tile_height; // levels inside the tile
    const std::uint32_t count = 1U << above;
    auto hashes = table_.tree_hashes(level, index << above, count);
    if (hashes.size() != count)
        throw StorageFault{Error{ErrorCode::corrupt, "a hash of the log's tree is missing"}};
    // Every node on the way up is remembered: the next proof asks for their neighbours.
    for (unsigned step = 0; hashes.size() > 1; ++step) {
        for (std::size_t at = 0; at < hashes.size() / 2; ++at) {
            hashes[at] = node_hash(hashes[2 * at], hashes[2 * at + 1]);
            const std::uint64_t place = (index << (above - step - 1)) + at;
            known_.emplace(packed_place(level * tile_height + step + 1, place), hashes[at]);
        }
        hashes.resize(hashes.size() / 2);
    }
    return known_.emplace(name, hashes.front()).first->second;
}

} // namespace vault
