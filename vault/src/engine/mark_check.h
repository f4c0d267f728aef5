#pragma once

#include "keys/mark_file.h"
#include "store/audit_table.h"

namespace vault {

// That the database is not of an earlier time than the keys folder, and its log the one the keys folder has seen: of two durable states the later
// one was seen here. inconsistent_log otherwise.
[[nodiscard]] Expected<void> check_mark(const Mark& mark, const AuditTable& log);

} // namespace vault
