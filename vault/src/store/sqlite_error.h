#pragma once

#include "vault/error.h"

struct sqlite3;

namespace vault {

// What an (extended) result code of SQLite means to a caller. conflict: a constraint, so only this statement failed.
[[nodiscard]] Error sqlite_error(int code);
// Throws StorageFault unless `code` is SQLITE_OK.
void check_sqlite(int code);

} // namespace vault
