#pragma once

#include "vault/vault.h"

#include <cstdint>

namespace vault {

// What somebody finds who has both folders and the custody key and opens all that can be opened.
struct KeyDrill {
    std::uint64_t keys = 0;      // leaves of the key tree that open
    std::uint64_t dead = 0;      // credentials that are shredded
    std::uint64_t recovered = 0; // of them, whose key opens all the same
    std::uint64_t live = 0;      // credentials that are sealed
    std::uint64_t lost =
        0; // of them, whose key does not open or is not the one that was committed to
    std::uint64_t missing = 0; // keys of tickets, persons and uploads that do not open
    std::uint64_t unnamed = 0; // keys that open and belong to nothing
    std::uint64_t owed = 0; // ends that are decided and not finished: the next start finishes them
    bool old_root = false;  // the slot that should be zero is not
    [[nodiscard]] bool ok() const noexcept
    {
        return recovered == 0 && lost == 0 && missing == 0 && unnamed == 0 && !old_root;
    }
};

// Plays that somebody on a vault nobody serves, or on a copy of its folders, and changes nothing. Knows the format of nodes and slots and walks the
// tree by itself. Not searched: what the disk keeps of rows that were overwritten; none of it hangs from a root that is left.
// After a crash `unnamed` and `old_root` may tell of what the next start clears away.
// Memory: 16 bytes for each key. Errors as LogCopy; corrupt when the tree is lost or damaged.
[[nodiscard]] Expected<KeyDrill> drill_keys(
    const Folders& folders, const Custody& custody, World world);

} // namespace vault
