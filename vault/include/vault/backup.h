#pragma once

#include "vault/audit.h"
#include "vault/proof.h"
#include "vault/vault.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace vault {

// A backup (Vault::back_up) is sealed to a recovery key: an X25519 pair whose public half lies in the keys folder and whose private half the
// operator keeps elsewhere. It holds every row a restored vault needs, the keys of redacted content and of persons, and what continues the
// log; never the key or the ciphertext of a credential or of a sealed original. docs/formats.md has the grammar.

// Writes a new private half (one line "tvrk1_" and base64url of 32 bytes) with mode 0600; an existing file is refused (conflict).
[[nodiscard]] Expected<void> create_recovery_file(const std::filesystem::path& file, World world);
[[nodiscard]] Expected<Secret> read_recovery_file(const std::filesystem::path& file, World world);
// From the next start on backups are sealed to this key; older ones still need theirs. An entry of the log. The vault must not be served
// (in_use). Gives the key's fingerprint, 16 hexadecimal digits, as backups name it.
[[nodiscard]] Expected<std::string> set_recovery_key(
    const Folders& folders, const Custody& custody, const Secret& recovery, World world);

// What a backup says about itself in clear.
struct BackupFacts {
    StoreId store;
    std::string origin; // of the log
    Instant made_at;
    Instant ends_at;      // when it is to be removed
    std::string recovery; // fingerprint of the key that opens it
    std::uint64_t schema; // of the rows
    std::uint64_t log_size;
    Hash log_root;
};

// Without any key, so nothing of it is proved. invalid when the file is not a backup.
[[nodiscard]] Expected<BackupFacts> read_backup_facts(
    const std::filesystem::path& file, World world);

using BackupProgress = std::function<void(std::uint64_t done_bytes, std::uint64_t total_bytes)>;

// A backup opened with its recovery key. Threads: one.
class Backup {
public:
    // invalid: not a backup. wrong_key: made for another recovery key. corrupt: damaged, or not signed by the vault whose keys it holds.
    [[nodiscard]] static Expected<Backup> open(
        const std::filesystem::path& file, const Secret& recovery, World world);
    ~Backup();
    Backup(Backup&&) noexcept;
    Backup& operator=(Backup&&) noexcept;

    [[nodiscard]] const BackupFacts& facts() const noexcept;
    // Of the vault it was made of: what its receipts, certificates and checkpoints are signed with.
    [[nodiscard]] const VerifierKey& verifier() const noexcept;

private:
    friend class Restorer;
    struct Impl;
    explicit Backup(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

struct Restored {
    std::uint64_t tickets = 0;
    std::uint64_t credentials_lost = 0; // ended and certified so
    std::uint64_t log_size = 0;         // of the log as it was backed up
    std::uint64_t entries_missing = 0;  // known to have followed, and not in the backup
};

// Makes a vault out of a backup, in two folders that are empty or not there (conflict), under a custody key of their own. `known` is the newest
// head of the log anybody kept, its signature checked by the caller: inconsistent_log when the backup's log is not the start or the
// continuation of it. Every credential is ended with cause "lost" and certified; sessions end; the log goes on with an entry that says so.
// Until it returns the folders hold no vault; when it fails, what it made is removed.
// foreign: made by a program with another schema. corrupt: damaged or cut short.
[[nodiscard]] Expected<Restored> restore_vault(Backup backup, const Folders& folders,
    const Custody& custody, const std::optional<Checkpoint>& known, World world,
    const BackupProgress& progress);

} // namespace vault
