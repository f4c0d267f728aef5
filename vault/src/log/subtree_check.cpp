#include "log/subtree_check.h"

#include <utility>

namespace vault {

void SubtreeCheck::append(std::uint64_t size, const std::vector<Hash>& completed)
{
    std::size_t height = tile_height;
    for (unsigned level = 1; height < completed.size(); ++level, height += tile_height)
        complete_.push_back({level, (size >> height) - 1, completed[height]});
}

std::optional<std::uint64_t> SubtreeCheck::first_bad(const AuditTable& log)
{
    const auto complete = std::exchange(complete_, {});
    for (const Subtree& subtree : complete) {
        if (subtree.index >= log.subtree_count(subtree.level))
            continue;
        const auto stored = log.tree_hashes(subtree.level, subtree.index, 1);
        if (stored.empty() || stored.front() != subtree.root)
            return subtree.index << (subtree.level * tile_height);
    }
    return std::nullopt;
}

} // namespace vault
