#pragma once

#include "base/file.h"
#include "keys/keys_folder.h"
#include "vault/vault.h"
#include "vault/world.h"

#include <filesystem>
#include <string_view>

namespace vault {

// What lies in the data folder.
[[nodiscard]] inline std::filesystem::path database_file(const Folders& folders)
{
    return folders.data / "vault.db";
}
// The copy under the database's next key, until it takes the place of the database.
[[nodiscard]] inline std::filesystem::path next_database_file(const Folders& folders)
{
    return folders.data / "vault.db.next";
}
// The StoreId's text in clear, so that a foreign pair of folders is told from a damaged database.
[[nodiscard]] inline std::filesystem::path store_file(const Folders& folders)
{
    return folders.data / "store.id";
}

// What it says until everything a restore does is done.
inline constexpr std::string_view unfinished_restore = "restoring\n";

// Held for as long as the vault is open; the system lets go of it when the process dies.
using FolderLock = File;

// invalid when one folder is the other or lies inside it: a backup of the data would then take the keys along.
[[nodiscard]] Expected<void> check_apart(const Folders& folders);
// in_use when another process holds it; missing when there is no vault.
[[nodiscard]] Expected<FolderLock> lock_data_folder(const Folders& folders, Files& files);
// cut_off when the folders hold what a restore left that did not come to its end; in_use while it is at it. For who does not hold the folders.
[[nodiscard]] Expected<void> check_not_cut_off(const Folders& folders, Files& files);
// The keys, with the one that opens the database, of two folders that belong together. cut_off, and the errors of open_keys_folder,
// check_store_file and choose_database_key.
[[nodiscard]] Expected<OpenedKeys> open_pair(
    const Folders& folders, const Custody& custody, World world, SlotFile::Use use);
// The same of a vault nobody serves, or of a copy of its folders, to be read and nothing else. Argon2id runs once where the custody is a
// passphrase. in_use when a service holds it, and the errors of check_apart.
[[nodiscard]] Expected<OpenedKeys> open_to_read(
    const Folders& folders, const Custody& custody, World world);
// foreign when the data folder names another store; missing, corrupt.
[[nodiscard]] Expected<void> check_store_file(
    const Folders& folders, const StoreId& store, Files& files);

} // namespace vault
