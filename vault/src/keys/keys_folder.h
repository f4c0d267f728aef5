#pragma once

#include "keys/mark_file.h"
#include "keys/recovery_key.h"
#include "keys/root_slots.h"
#include "keys/wrapping.h"
#include "vault/vault.h"

#include <array>
#include <memory>
#include <optional>

namespace vault {

// The keys folder, opened with custody key C. W = BLAKE2b-256(key = C, "tv1/wrap" || store id) wraps everything in it:
//   vault.json     store id, origin, custody kind, Argon2id salt and limits for a passphrase (not secret)
//   database.key   SQLCipher's raw key      audit.key   Ed25519 seed of the log      index.key   blind indexes and token hashes
//   root.slots     the root of the key tree (root_slots.h)      mark   what must not be rolled back with the database (mark_file.h)
//   rotation       while the custody key is being changed: the new vault.json, and the old W under the new one. From the moment it is there the
//                  new C opens the folder and the old one does not; each file may still be under the old W
//   database.key.next   while the database's key is being changed: the new one. It is the right one from the moment the database is its
//   recovery.key   the public half of the recovery key, once there is one: wrapped so that only who holds C can put another there
struct OpenedKeys {
    StoreId store;
    std::string origin;
    Custody::Kind custody;
    Secret database_key; // 32 bytes
    Secret audit_seed;   // 32 bytes
    Secret index_key;    // 32 bytes
    std::optional<RecoveryKey> recovery;
    Secret wrapping; // W
    RootSlots slots; // adopt() is the caller's next step
    MarkFile mark;
    // The vault.json to come: finish_rotation() is due once the root lies under W.
    std::string next_facts{};
    // Empty: the database's key is not being changed.
    Secret next_database_key{};
    // choose_database_key() found the next one to be the present: keep_next_database_key() is due.
    bool database_rekeyed = false;
};

struct CreatedKeys {
    StoreId store;
    RootCommitment root; // of the root in the slots
};

// What a keys folder begins with: random for a new vault, a backup's for a restored one.
struct FirstKeys {
    StoreId store;
    std::string origin;
    Secret database_key;
    Secret audit_seed;
    Secret index_key;
    Secret root;
    std::optional<RecoveryKey> recovery;
};

// Whether create_keys_folder would be refused: invalid for the origin, conflict where keys are. Changes nothing.
[[nodiscard]] Expected<void> check_new_keys(
    const std::filesystem::path& folder, std::string_view origin, Files& files);
// Files are written under a temporary name, synced and renamed, the slots and the mark in place; vault.json last: a folder without it holds no
// vault.
[[nodiscard]] Expected<CreatedKeys> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, const FirstKeys& first, World world);
// The same with random keys.
[[nodiscard]] Expected<CreatedKeys> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, std::string_view origin, World world);
inline constexpr std::string_view slots_name = "root.slots";
[[nodiscard]] inline std::filesystem::path slots_file(const std::filesystem::path& folder)
{
    return folder / slots_name;
}
// The kind of the custody that opens it, without opening anything.
[[nodiscard]] Expected<Custody::Kind> custody_kind_of(
    const std::filesystem::path& folder, Files& files);
// wrong_key when C does not open the wrapped keys, missing, corrupt.
[[nodiscard]] Expected<OpenedKeys> open_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, World world, SlotFile::Use use = SlotFile::Use::serving);
// Replaces the recovery key. Takes effect with the next opening.
[[nodiscard]] Expected<void> write_recovery_key(const std::filesystem::path& folder,
    const Custody& custody, const RecoveryKey& key, World world);

// The database's key that is to come; durable when it returns.
[[nodiscard]] Expected<void> write_next_database_key(
    const std::filesystem::path& folder, const Custody& custody, const Secret& key, World world);
// It has become the database's key, or will not. Either may be repeated.
[[nodiscard]] Expected<void> keep_next_database_key(
    const std::filesystem::path& folder, Files& files);
[[nodiscard]] Expected<void> drop_next_database_key(
    const std::filesystem::path& folder, Files& files);

// A custody key on its way to become the vault's: the W it leads to, and what the folder says of it.
struct NextCustody {
    Secret wrapping;
    VaultFacts facts; // of the new vault.json
};
// Argon2id runs once for a passphrase. conflict: it is the present one; else the errors of custody_key().
[[nodiscard]] Expected<NextCustody> next_custody(
    const OpenedKeys& keys, const Custody& fresh, Random& random);
// Makes it the custody of this folder, which from now on opens with it only: durable when it returns. When it fails the next opening tells which of
// the two holds, and `keys` are as they were. The writer's, since slots and mark are: what they write next lies under the new W.
[[nodiscard]] Expected<void> begin_rotation(
    const std::filesystem::path& folder, OpenedKeys& keys, NextCustody next, World world);
// Puts the wrapped keys and the mark under W. The live root must lie under it already, and the old slot be zero. May be repeated; the writer's.
[[nodiscard]] Expected<void> rewrap(
    const std::filesystem::path& folder, OpenedKeys& keys, World world);
// After rewrap(): from now on nothing opens under the old W.
[[nodiscard]] Expected<void> finish_rotation(
    const std::filesystem::path& folder, OpenedKeys& keys, World world);

} // namespace vault
