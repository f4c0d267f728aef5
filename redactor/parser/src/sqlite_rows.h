#pragma once

#include "sqlite_copy.h"
#include "walk.h"

#include <cstdint>
#include <string>
#include <vector>

namespace redactor::parser {

// A cell that is to hold something else.
struct CellUpdate {
    std::string table;
    std::string column;
    std::int64_t row = 0; // its rowid
    std::string value;
    bool blob = false;
};

// Examines every row of a table, under the names of its columns. Adds to `updates`; what is found but cannot be updated (in a
// table without row ids, in a column's name) is noted as not rewritable. False: the table cannot be read to its end.
bool read_table(Walk& walk, const std::string& member, sqlite3* database, const std::string& table,
    std::vector<CellUpdate>& updates);

// False: the table does not take one of them.
bool update_cells(sqlite3* database, const std::vector<CellUpdate>& updates);

} // namespace redactor::parser
