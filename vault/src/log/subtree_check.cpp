#include "log/subtree_check.h"

#include "audit/merkle_proof.h"

namespace vault {

void SubtreeCheck::complete(unsigned level, const Hash& root)
{
    if (levels_.size() <= level)
        levels_.resize(level + 1);
    levels_[level].open.append(root);
    if (levels_[level].open.size() != tile_width)
        return;
    const Hash above = levels_[level].open.root();
    levels_[level].open = {};
    complete_.push_back({level + 1, levels_[level].tiles++, above});
    complete(level + 1, above);
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
