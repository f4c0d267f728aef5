#pragma once

#include "vault/vault.h"

namespace vault {

// Makes `fresh` the custody of a vault nobody serves, in place of `old`: everything in the keys folder is wrapped anew and the key tree gets a new
// root, so that neither the old custody key nor, with it, an old copy of the keys folder opens what the vault seals. What an old copy does
// give is the database key and the keys of log and indexes, which stay the same.
//
// One rename decides: before it the vault opens with `old` only, after it with `fresh` only, and the next opening with `fresh` completes what a
// crash or a fault cut off. An entry "vault.custody_rotated" tells of it.
// wrong_key: `old` does not open it. conflict: `fresh` is the key it has. Else as Vault::open.
[[nodiscard]] Expected<void> rotate_custody(
    const Folders& folders, const Custody& old, const Custody& fresh, World world);

// Gives the database of a vault nobody serves another random key: a copy is written under the new one, read through, and takes the place of the
// old. Needs room for it beside the old one. With the former key, in an old copy of the keys folder or anywhere else, no page of today is read.
//
// One rename decides: before it the old database and key are the vault's, after it the new ones, and the next opening completes or clears away what
// a crash or a fault cut off. An entry "vault.database_rekeyed" tells of it.
// disk_full: no room for the copy. Else as Vault::open. In all of them the vault is as it was.
[[nodiscard]] Expected<void> rotate_database_key(
    const Folders& folders, const Custody& custody, World world);

} // namespace vault
