#include "log/subtree_check.h"

#include <utility>

namespace vault {

void SubtreeCheck::append(std::uint64_t size, const std::vector<Hash>& completed)
{
    for (unsigned level = 1; level * tile_height < completed.size(); ++level)
        complete_.push_back(
            {level, (size >> (level * tile_height)) - 1, completed[level * tile_height]});
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
