#include "store/migrations.h"

#include "store/engine_dialect.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "store/transaction.h"

#include <algorithm>
#include <array>

namespace vault {

namespace {

std::int64_t version_of(Database& database)
{
    database.run(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)");
    Statement read{database, "SELECT coalesce(max(version), 0) FROM schema_version"};
    (void)read.step();
    return read.integer(0);
}

// A page that nobody has needed for long may be needed here: told as what it is, since the version before may do without.
void run_or_explain(Database& database, Sql sql)
{
    try {
        database.run(sql);
    } catch (const StorageFault& fault) {
        if (fault.error().code() != ErrorCode::corrupt)
            throw;
        throw StorageFault{Error{ErrorCode::corrupt,
            "the database is damaged and cannot be brought to this version: nothing was changed, "
            "and the version before may still serve it and end what is due"}};
    }
}

// Indexes alone: what they serve is found through those before them, too, and an end needs none of them.
constexpr std::array<std::int64_t, 1> may_wait{12};

bool waits(const Migration& migration)
{
    return std::ranges::find(may_wait, migration.version) != may_wait.end();
}

bool was_put_off(Database& database, std::int64_t version)
{
    Statement read{database, "SELECT 1 FROM schema_version WHERE version = ?", version};
    return !read.step();
}

enum class Which : std::uint8_t { all, needed };

// In one transaction.
void run_missing(Database& database, Which which)
{
    WriteTransaction transaction{database};
    const std::int64_t found = version_of(database);
    if (found > migrations().back().version)
        throw StorageFault{Error{
            ErrorCode::foreign, "a newer ticket vault wrote this database; its schema version is"}
                .with(static_cast<std::uint64_t>(found))};
    for (const Migration& migration : migrations()) {
        const bool missing = migration.version > found ||
                             (waits(migration) && was_put_off(database, migration.version));
        if (!missing || (which == Which::needed && waits(migration)))
            continue;
        run_or_explain(database, migration.sql);
        Statement{database, "INSERT INTO schema_version (version) VALUES (?)", migration.version}
            .run();
    }
    // A failing commit leaves nothing behind or everything: the next start looks again.
    if (transaction.commit() != WriteTransaction::Committed::yes)
        throw StorageFault{transaction.problem()};
}

} // namespace

bool migrate(Database& database)
{
    try {
        run_missing(database, Which::all);
        return true;
    } catch (const StorageFault& fault) {
        if (fault.error().code() != ErrorCode::corrupt)
            throw;
    }
    database.renew_if_failed();
    run_missing(database, Which::needed);
    return false;
}

void complete_schema(Database& database)
{
    struct Missing {
        std::string_view name;
        Sql in_its_place;
    };
    static constexpr std::array all{
        // Before 0013_ends_under_way.sql the row itself said that it was ending.
        Missing{"credential_now",
            "CREATE TEMP VIEW IF NOT EXISTS credential_now AS SELECT * FROM credential"},
        // Before 0014_log_days.sql no day had a key.
        Missing{
            "log_day", "CREATE TEMP TABLE IF NOT EXISTS log_day (day INTEGER, log_leaf INTEGER)"},
    };
    for (const Missing& one : all) {
        const bool there = [&] {
            Statement read{database, dialect::has_object, one.name};
            return read.step();
        }();
        if (!there)
            database.run(one.in_its_place);
    }
}

} // namespace vault
