#include "store/node_table.h"

#include "store/packed_place.h"
#include "store/statement.h"
#include "store/storage_fault.h"

#include <algorithm>

namespace vault {

std::optional<TreeRecord> NodeTable::tree() const
{
    Statement read{database_, "SELECT levels, root_commitment FROM key_tree"};
    if (!read.step())
        return std::nullopt;
    const Bytes commitment = read.blob(1);
    const std::int64_t levels = read.integer(0);
    TreeRecord tree;
    if (levels < 1 || levels > 8 || commitment.size() != tree.root.size())
        throw StorageFault{
            Error{ErrorCode::corrupt, "the database's row about the key tree is damaged"}};
    tree.levels = static_cast<std::uint32_t>(levels);
    std::ranges::copy(commitment, tree.root.begin());
    return tree;
}

void NodeTable::set_tree(const TreeRecord& tree)
{
    const std::span<const std::byte> root{tree.root};
    Statement{database_, "UPDATE key_tree SET levels = ?, root_commitment = ?", tree.levels, root}
        .run();
    if (database_.rows_changed() == 0)
        Statement{database_,
            "INSERT INTO key_tree (levels, root_commitment, buckets) VALUES (?, ?, 0)", tree.levels,
            root}
            .run();
}

std::optional<Bytes> NodeTable::find(NodePlace place) const
{
    Statement read{database_, "SELECT sealed FROM key_node WHERE place = ?",
        packed_place(place.level, place.index)};
    return read.step() ? std::optional{read.blob(0)} : std::nullopt;
}

void NodeTable::put(NodePlace place, std::span<const std::byte> sealed)
{
    const std::int64_t name = packed_place(place.level, place.index);
    Statement{database_, "UPDATE key_node SET sealed = ? WHERE place = ?", sealed, name}.run();
    if (database_.rows_changed() == 0)
        Statement{database_, "INSERT INTO key_node (place, sealed) VALUES (?, ?)", name, sealed}
            .run();
}

void NodeTable::remove(NodePlace place)
{
    Statement{
        database_, "DELETE FROM key_node WHERE place = ?", packed_place(place.level, place.index)}
        .run();
}

std::uint64_t NodeTable::count() const
{
    Statement read{database_, "SELECT count(*) FROM key_node"};
    (void)read.step();
    return read.count(0);
}

} // namespace vault
