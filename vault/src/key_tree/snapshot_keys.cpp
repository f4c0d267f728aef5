#include "key_tree/snapshot_keys.h"

namespace vault {

Expected<void> SnapshotKeys::find_root()
{
    if (!root_.empty())
        return {};
    const auto tree = tree_.record();
    if (!tree)
        return fail(tree.error());
    auto root = pin_.root(tree->root);
    if (!root)
        return fail(root.error());
    root_ = std::move(*root);
    return {};
}

Expected<Secret> SnapshotKeys::open(KeyLeaf leaf)
{
    if (const auto found = find_root(); !found)
        return fail(found.error());
    return tree_.key(root_, leaf.number, path_);
}

Expected<std::uint64_t> SnapshotKeys::live_count()
{
    if (const auto found = find_root(); !found)
        return fail(found.error());
    return tree_.count(root_);
}

} // namespace vault
