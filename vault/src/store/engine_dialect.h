#pragma once

#include "store/database.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace vault::dialect {

// What only SQLCipher understands, in one place: a second engine replaces this file (docs/architecture.md).
inline constexpr Sql quiet =
    "PRAGMA cipher_log_level = NONE"; // a wrong key would be reported on stderr
inline constexpr std::string_view key_before =
    "PRAGMA key = \""; // the key's text stands between the two
inline constexpr std::string_view key_behind = "\"";
inline constexpr Sql cipher_version = "PRAGMA cipher_version";
inline constexpr Sql cipher_status = "PRAGMA cipher_status"; // 0 when a page has failed
inline constexpr Sql every_page =
    "PRAGMA cipher_integrity_check"; // a row for each page that fails its authentication
inline constexpr Sql one_page =
    "SELECT length(data) FROM sqlite_dbpage WHERE pgno = ?"; // fails when it fails its authentication
// Path and key text are bound. The export is one transaction and copies schema and rows.
inline constexpr Sql attach_copy = "ATTACH ? AS copy KEY ?";
inline constexpr Sql export_copy = "SELECT sqlcipher_export('copy')";
inline constexpr Sql copy_write_ahead = "PRAGMA copy.journal_mode = WAL";
inline constexpr Sql detach_copy = "DETACH copy";
inline constexpr Sql first_read = "SELECT count(*) FROM sqlite_master";
inline constexpr Sql has_object = "SELECT 1 FROM sqlite_master WHERE name = ?";
inline constexpr Sql page_count = "PRAGMA page_count"; // with those the transaction under way adds
inline constexpr Sql secure_delete = "PRAGMA secure_delete = ON";
inline constexpr Sql temporary_in_memory = "PRAGMA temp_store = MEMORY";
inline constexpr Sql foreign_keys = "PRAGMA foreign_keys = ON";
inline constexpr Sql exclusive = "PRAGMA locking_mode = EXCLUSIVE";
inline constexpr Sql write_ahead = "PRAGMA journal_mode = WAL";
inline constexpr Sql sync_each_commit = "PRAGMA synchronous = FULL";
// Checkpoints are the writer's own, so that a failing one is seen.
inline constexpr Sql no_automatic_checkpoint = "PRAGMA wal_autocheckpoint = 0";
// Pages are taken as they are first met. A number cannot be bound to a PRAGMA.
inline std::string page_cache(std::uint32_t kib)
{
    return "PRAGMA cache_size = -" + std::to_string(kib);
}
inline constexpr Sql read_only = "PRAGMA query_only = ON";
inline constexpr Sql begin_write = "BEGIN IMMEDIATE";
inline constexpr Sql begin_read = "BEGIN";
inline constexpr int busy_ms = 5000;

} // namespace vault::dialect
