#include "sqlite_copy.h"

#include <algorithm>

namespace redactor::parser {

// A write-ahead log in the header would need files beside it, so it is switched off in the copy.
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
            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE) != SQLITE_OK) {
        return nullptr;
    }
    // No temporary files; nothing of a changed value stays in its page; a mask need not fit a check of its column.
    const int set = sqlite3_exec(database.get(),
        "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA ignore_check_constraints=ON",
        nullptr, nullptr, nullptr);
    return set == SQLITE_OK ? std::move(database) : nullptr;
}

std::optional<std::string> write_copy(sqlite3* database)
{
    if (sqlite3_exec(database, "VACUUM", nullptr, nullptr, nullptr) != SQLITE_OK) {
        return std::nullopt;
    }
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(
        sqlite3_serialize(database, "main", &size, 0), sqlite3_free);
    if (!bytes) {
        return std::nullopt;
    }
    return std::string(reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
}

Statement prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    return Statement(statement);
}

std::string column(sqlite3_stmt* statement, int index)
{
    const void* bytes = sqlite3_column_type(statement, index) == SQLITE_BLOB
                            ? sqlite3_column_blob(statement, index)
                            : sqlite3_column_text(statement, index);
    return bytes == nullptr ? std::string{}
                            : std::string(static_cast<const char*>(bytes),
                                  static_cast<std::size_t>(sqlite3_column_bytes(statement, index)));
}

std::string quoted_name(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        out += c == '"' ? "\"\"" : std::string{c};
    }
    return out + '"';
}

} // namespace redactor::parser
