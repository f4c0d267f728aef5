#pragma once

#include "keys/mark_file.h"
#include "store/audit_table.h"

namespace vault {

// That the database is not of an earlier time than the keys folder, and its log the one the keys folder has seen: of two durable states the later
// one was seen here. inconsistent_log otherwise.
[[nodiscard]] Expected<void> check_mark(const Mark& mark, const AuditTable& log);

// The same before a database is believed: when a mark is lost (MarkFile::Found) and the log ends at the one that is left, nobody can tell a database
// of now from one of before the last mark. Where the log goes on after it, it shows by itself that it is no older.
enum class LostMark : std::uint8_t { refuse, accept };
[[nodiscard]] Expected<void> check_mark(
    const MarkFile& file, const AuditTable& log, LostMark lost = LostMark::refuse);

} // namespace vault
