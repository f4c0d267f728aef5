#pragma once

#include "keys/mark_file.h"
#include "keys/root_slots.h"
#include "vault/vault.h"

#include <array>
#include <memory>

namespace vault {

// The keys folder, opened with custody key C. W = BLAKE2b-256(key = C, "tv1/wrap" || store id) wraps everything in it:
//   vault.json     store id, origin, custody kind, Argon2id salt and limits for a passphrase (not secret)
//   database.key   SQLCipher's raw key      audit.key   Ed25519 seed of the log      index.key   blind indexes and token hashes
//   root.slots     the root of the key tree (root_slots.h)      mark   what must not be rolled back with the database (mark_file.h)
struct OpenedKeys {
    StoreId store;
    std::string origin;
    Custody::Kind custody;
    Secret database_key; // 32 bytes
    Secret audit_seed;   // 32 bytes
    Secret index_key;    // 32 bytes
    RootSlots slots;     // adopt() is the caller's next step
    MarkFile mark;
};

struct CreatedKeys {
    StoreId store;
    RootCommitment root; // of the root in the slots
};

// Files are written under a temporary name, synced and renamed, the slots and the mark in place; vault.json last: a folder without it holds no
// vault.
[[nodiscard]] Expected<CreatedKeys> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, std::string_view origin, World world);
// wrong_key when C does not open the wrapped keys, missing, corrupt.
[[nodiscard]] Expected<OpenedKeys> open_keys_folder(
    const std::filesystem::path& folder, const Custody& custody, World world);

} // namespace vault
