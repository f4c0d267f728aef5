#pragma once

#include "key_tree/key_tree.h"
#include "key_tree/live_roots.h"
#include "keys/key_leaf.h"

#include <string_view>

namespace vault {

// The keys as one reader's snapshot sees them. Opens each node on the way once. Made before the snapshot begins, and lives as long.
class SnapshotKeys final : public KeyOpener {
public:
    SnapshotKeys(LiveRoots& roots, NodeTable& nodes, std::string_view store, Random& random)
        : pin_{roots}, tree_{nodes, store, random}
    {
    }

    // unavailable: the snapshot is so old that its root is destroyed.
    [[nodiscard]] Expected<Secret> open(KeyLeaf leaf) override;
    [[nodiscard]] Expected<std::uint64_t> live_count() override;

private:
    [[nodiscard]] Expected<void> find_root();

    LiveRoots::Pin pin_;
    KeyTree tree_;
    Secret root_;
    KeyPath path_;
};

} // namespace vault
