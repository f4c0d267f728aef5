#include "open_sqlite.h"

#include "open_plain.h"
#include "sqlite_rows.h"

namespace redactor::parser {
namespace {

constexpr int steps_between_looks = 100'000; // of SQLite's machine, between two looks at the limits

// False: it cannot be read to its end.
bool read_database(
    Walk& walk, const std::string& member, sqlite3* database, std::vector<CellUpdate>& updates)
{
    const Statement rows = prepare(database, "SELECT type, name, sql FROM sqlite_schema");
    std::vector<std::string> tables;
    std::string schema;
    int status = SQLITE_ERROR;
    while (rows && !walk.ended() && (status = sqlite3_step(rows.get())) == SQLITE_ROW) {
        if (column(rows.get(), 0) == "table" && walk.take_member(member)) {
            tables.push_back(column(rows.get(), 1));
        }
        schema += column(rows.get(), 2) + '\n';
    }
    bool good = walk.ended() || status == SQLITE_DONE;
    if (!walk.examine(member, schema).empty()) {
        walk.whole(member, WholeReason::not_rewritable);
    }
    for (const std::string& table : tables) {
        good = read_table(walk, member, database, table, updates) && good;
    }
    return good;
}

} // namespace

Rewritten open_sqlite(Walk& walk, const std::string& member, std::string_view bytes)
{
    const Database database = open_copy(bytes);
    std::vector<CellUpdate> updates;
    if (database) {
        sqlite3_progress_handler(
            database.get(), steps_between_looks,
            [](void* looking) {
                auto& at = *static_cast<Walk*>(looking);
                return at.take_decoded({}, 0) ? 0 : 1;
            },
            &walk);
    }
    if (!database || !read_database(walk, member, database.get(), updates)) {
        examine_runs(walk, member, bytes);
        walk.whole(member, WholeReason::damaged);
        return std::nullopt;
    }
    if (walk.ended()) {
        return std::nullopt;
    }
    auto rewritten = update_cells(database.get(), updates) ? write_copy(database.get())
                                                           : std::optional<std::string>{};
    if (!rewritten) {
        walk.whole(member, WholeReason::not_rewritable);
    }
    return rewritten;
}

} // namespace redactor::parser
