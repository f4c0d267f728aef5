#pragma once

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace redactor::parser {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// A copy in memory that may be changed: SQLite opens no file here. Nothing when there is no memory for it.
Database open_copy(std::string_view bytes);

// The copy as a file again, built anew from its rows: without free pages, which keep what was deleted. Nothing when it cannot be.
std::optional<std::string> write_copy(sqlite3* database);

Statement prepare(sqlite3* database, const std::string& sql);

// A value's bytes; of a text, in UTF-8.
std::string column(sqlite3_stmt* statement, int index);

// A name as SQL writes it.
std::string quoted_name(std::string_view name);

} // namespace redactor::parser
