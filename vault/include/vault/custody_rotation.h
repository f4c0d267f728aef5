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

} // namespace vault
