#include "store/statement.h"

#include "store/engine_dialect.h"
#include "store/sqlite_error.h"
#include "store/storage_fault.h"
#include "vault/assert.h"

#include <sqlite3.h>

#include <new>

namespace vault {

Statement::Statement(Database& database, Sql sql)
    : database_{database}, statement_{database.compiled(sql)}
{
    // The same statement inside its own rows would share a cursor.
    TV_ASSERT(sqlite3_stmt_busy(statement_) == 0);
}

Statement::~Statement()
{
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::bind(std::int64_t value)
{
    check_sqlite(sqlite3_bind_int64(statement_, ++bound_, value));
}

// Bound values are copied: a temporary may die before step().
void Statement::bind(std::string_view value)
{
    check_sqlite(sqlite3_bind_text64(statement_, ++bound_,
        value.data() != nullptr ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(std::span<const std::byte> value)
{
    if (value.empty())
        check_sqlite(sqlite3_bind_zeroblob(statement_, ++bound_, 0));
    else
        check_sqlite(sqlite3_bind_blob64(
            statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT));
}

void Statement::bind(std::nullopt_t) { check_sqlite(sqlite3_bind_null(statement_, ++bound_)); }

bool Statement::step()
{
    TV_ASSERT(bound_ == sqlite3_bind_parameter_count(statement_));
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_.check(code);
    return false;
}

void Statement::run()
{
    const bool row = step();
    TV_ASSERT(!row);
}

bool Statement::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER)
        throw_damaged();
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::view(int column) const
{
    if (sqlite3_column_type(statement_, column) != SQLITE_TEXT)
        throw_damaged();
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::span<const std::byte> Statement::blob_view(int column) const
{
    if (sqlite3_column_type(statement_, column) != SQLITE_BLOB)
        throw_damaged();
    const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Statement::text(int column) const { return std::string{view(column)}; }

std::vector<std::byte> Statement::blob(int column) const
{
    const auto bytes = blob_view(column);
    return {bytes.begin(), bytes.end()};
}

std::optional<Instant> Statement::instant_or_null(int column) const
{
    return is_null(column) ? std::nullopt : std::optional<Instant>{instant(column)};
}

int Statement::columns() const noexcept { return sqlite3_column_count(statement_); }

int Statement::parameters() const noexcept { return sqlite3_bind_parameter_count(statement_); }

std::string_view Statement::column_name(int column) const
{
    const char* name = sqlite3_column_name(statement_, column);
    if (name == nullptr)
        throw std::bad_alloc{};
    return name;
}

Statement::Value Statement::value(int column) const
{
    const auto size = [&] {
        return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    };
    switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
        return std::int64_t{sqlite3_column_int64(statement_, column)};
    case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return std::string_view{text, size()};
    }
    case SQLITE_BLOB: {
        const auto* blob = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
        return std::span{blob, size()};
    }
    case SQLITE_NULL:
        return std::monostate{};
    default: // no column of the schema is a REAL
        throw_damaged();
    }
}

void Statement::throw_damaged()
{
    throw StorageFault{
        Error{ErrorCode::corrupt, "a row of the database does not hold what was written to it"}};
}

} // namespace vault
