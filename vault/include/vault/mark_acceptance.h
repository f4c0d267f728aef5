#pragma once

#include "vault/vault.h"

namespace vault {

// Opens a vault nobody serves whose last mark may be lost, which Vault::open refuses with inconsistent_log, and makes the mark whole: the caller has
// made sure that the database is the newest there is. An entry "vault.mark_damaged" with why "accepted" tells of it. The entries the log then
// has. conflict: no mark is lost, or the log shows by itself that it is no older; nothing is changed. Else the errors of Vault::open.
[[nodiscard]] Expected<std::uint64_t> accept_mark(
    const Folders& folders, const Custody& custody, World world);

} // namespace vault
