#pragma once

#include "keys/recovery_key.h"
#include "vault/backup.h"

#include <optional>
#include <string>
#include <string_view>

namespace vault {

// The signed note a backup file begins with, and a zero byte. Its lines, after "ticket-vault/backup/v1", are "name value":
//
//   store, made_at, ends_at, schema, recovery (fingerprint), kc (of the file's key), log_size, log_root
//
// kc ties what follows to the signature: only who knew the file's key could sign for it.
inline constexpr std::size_t backup_head_bytes_max = 4096;
inline constexpr char backup_head_end = '\0';

struct BackupHead {
    BackupFacts facts; // origin is the name in the signature
    std::string commitment;
};

// The body for NoteSigner.
[[nodiscard]] std::string backup_body(const BackupHead& head);
// invalid when the note is not a backup's. The signature is not looked at.
[[nodiscard]] Expected<BackupHead> parse_backup_note(std::string_view note);

// base64 of keyed_hash(K, "tv1/backup", vault id)
[[nodiscard]] std::string backup_commitment(const Secret& file_key, std::string_view store);

} // namespace vault
