#pragma once

#include "keys/keys_folder.h"

namespace vault {

// While the database's key is being changed (rotate_database_key.cpp) either may be the one: sets keys.database_key to the one that opens the
// database of `folders`, and keys.database_rekeyed when that is the next one. Changes nothing on disk.
// corrupt when neither does: both are kept then.
[[nodiscard]] Expected<void> choose_database_key(
    const Folders& folders, OpenedKeys& keys, World world);

// Whatever lies under the copy's name: it is the database by now, or will not be.
[[nodiscard]] Expected<void> remove_next_database(const Folders& folders, World world);
// The change was cut off before the new database took its place: clears away what is left of it.
[[nodiscard]] Expected<void> drop_next_database(const Folders& folders, World world);

} // namespace vault
