#include "open_sqlite.h"

#include "open_plain.h"

#include <sqlite3.h>

#include <memory>

namespace redactor::parser {
namespace {

constexpr std::size_t block_bytes = 256 * 1024; // rows examined at a time
constexpr int steps_between_looks = 100'000; // of SQLite's machine, between two looks at the limits

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// A copy in memory: SQLite opens no file here. A write-ahead log in the header would need files beside it, so it is switched off
// in the copy.
Database open_copy(std::string_view bytes)
{
    sqlite3* opened = nullptr;
    const int status = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE, nullptr);
    Database database(opened);
    if (status != SQLITE_OK) {
        return nullptr;
    }
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(database.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
    if (copy == nullptr) {
        return nullptr;
    }
    std::copy(bytes.begin(), bytes.end(), copy);
    constexpr std::size_t write_version = 18; // of the header, and the read version behind it
    if (bytes.size() > write_version + 1) {
        copy[write_version] = copy[write_version + 1] = 1;
    }
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    if (sqlite3_deserialize(database.get(), "main", copy, size, size,
            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        return nullptr;
    }
    return database;
}

Statement prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    return Statement(statement);
}

std::string column(sqlite3_stmt* statement, int index)
{
    const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, index));
    return text == nullptr ? std::string{}
                           : std::string(text,
                                 static_cast<std::size_t>(sqlite3_column_bytes(statement, index)));
}

std::string quoted(const std::string& name)
{
    std::string out = "\"";
    for (const char c : name) {
        out += c == '"' ? "\"\"" : std::string{c};
    }
    return out + '"';
}

// Column names on the first line of each block, so that a value keeps its label.
class RowText {
public:
    RowText(Walk& walk, std::string member) : walk_(walk), member_(std::move(member)) {}
    void head(sqlite3_stmt* statement)
    {
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const char* name = sqlite3_column_name(statement, i);
            head_ += i == 0 ? "" : "\t";
            head_ += name == nullptr ? "" : name;
        }
        head_ += '\n';
    }
    void row(sqlite3_stmt* statement)
    {
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            std::string value = column(statement, i);
            if (value.size() > block_bytes || value.find('\0') != std::string::npos ||
                value.find('\n') != std::string::npos) {
                // A document of its own, or a text of several lines.
                walk_.open(member_, value);
                value = "-";
            }
            text_ += i == 0 ? "" : "\t";
            text_ += value;
        }
        text_ += '\n';
        if (text_.size() >= block_bytes) {
            flush();
        }
    }
    void flush()
    {
        if (!text_.empty()) {
            walk_.examine(member_, head_ + text_);
            text_.clear();
        }
    }

private:
    Walk& walk_;
    std::string member_;
    std::string head_;
    std::string text_;
};

bool read_table(Walk& walk, const std::string& member, sqlite3* database, const std::string& table)
{
    const Statement rows = prepare(database, "SELECT * FROM " + quoted(table));
    if (!rows) {
        return false;
    }
    RowText text(walk, member.empty() ? table : member + '/' + table);
    text.head(rows.get());
    int status = SQLITE_OK;
    while (!walk.ended() && (status = sqlite3_step(rows.get())) == SQLITE_ROW) {
        std::uint64_t bytes = 0;
        for (int i = 0; i < sqlite3_column_count(rows.get()); ++i) {
            bytes += static_cast<std::uint64_t>(sqlite3_column_bytes(rows.get(), i));
        }
        if (walk.take_decoded(member, bytes)) {
            text.row(rows.get());
        }
    }
    text.flush();
    return walk.ended() || status == SQLITE_DONE;
}

} // namespace

Rewritten open_sqlite(Walk& walk, const std::string& member, std::string_view bytes)
{
    const Database database = open_copy(bytes);
    bool good = database != nullptr;
    if (good) {
        sqlite3_progress_handler(
            database.get(), steps_between_looks,
            [](void* looking) {
                auto& at = *static_cast<Walk*>(looking);
                return at.take_decoded({}, 0) ? 0 : 1;
            },
            &walk);
        const Statement tables =
            prepare(database.get(), "SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
        int status = SQLITE_ERROR;
        std::string schema;
        while (tables && !walk.ended() && (status = sqlite3_step(tables.get())) == SQLITE_ROW) {
            const std::string name = column(tables.get(), 0);
            schema += column(tables.get(), 1) + '\n';
            good =
                walk.take_member(member) && read_table(walk, member, database.get(), name) && good;
        }
        walk.examine(member, schema);
        good = good && status == SQLITE_DONE;
    }
    if (!good) {
        examine_runs(walk, member, bytes);
    }
    walk.whole(member, good ? WholeReason::not_rewritable : WholeReason::damaged);
    return std::nullopt;
}

} // namespace redactor::parser
