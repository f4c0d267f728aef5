#pragma once

#include "keys/key_holder.h"
#include "vault/vault.h"

#include <array>
#include <memory>

namespace vault {

// The keys folder, opened with custody key C. W = BLAKE2b-256(key = C, "tv1/wrap" || store id) wraps everything in it:
//   vault.json     store id, origin, custody kind, Argon2id salt and limits for a passphrase (not secret)
//   database.key   SQLCipher's raw key      audit.key   Ed25519 seed of the log      index.key   blind indexes and token hashes
//   keys.slots     the object keys (slot_key_holder.h)
struct OpenedKeys {
    StoreId store;
    std::string origin;
    Custody::Kind custody;
    Secret database_key;               // 32 bytes
    Secret audit_seed;                 // 32 bytes
    Secret index_key;                  // 32 bytes
    std::unique_ptr<KeyHolder> holder; // recover() is the caller's next step
};

// Files are written under a temporary name, synced and renamed; vault.json last: a folder without it holds no vault.
[[nodiscard]] Expected<StoreId> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, std::string_view origin, World world);
// wrong_key when C does not open the wrapped keys, missing, corrupt.
[[nodiscard]] Expected<OpenedKeys> open_keys_folder(
    const std::filesystem::path& folder, const Custody& custody, World world);

} // namespace vault
