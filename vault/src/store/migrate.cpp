#include "store/migrations.h"

#include "store/statement.h"
#include "store/storage_fault.h"
#include "store/transaction.h"

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

} // namespace

void migrate(Database& database)
{
    WriteTransaction transaction{database};
    const std::int64_t found = version_of(database);
    if (found > migrations().back().version)
        throw StorageFault{Error{
            ErrorCode::foreign, "a newer ticket vault wrote this database; its schema version is"}
                .with(static_cast<std::uint64_t>(found))};
    for (const Migration& migration : migrations()) {
        if (migration.version <= found)
            continue;
        run_or_explain(database, migration.sql);
        Statement{database, "INSERT INTO schema_version (version) VALUES (?)", migration.version}
            .run();
    }
    // A failing commit leaves nothing behind or everything: the next start looks again.
    if (transaction.commit() != WriteTransaction::Committed::yes)
        throw StorageFault{transaction.problem()};
}

void complete_views(Database& database)
{
    {
        Statement read{database, "SELECT 1 FROM sqlite_master WHERE name = 'credential_now'"};
        if (read.step())
            return;
    }
    // Before 0013_ends_under_way.sql the row itself said that it was ending.
    database.run("CREATE TEMP VIEW IF NOT EXISTS credential_now AS SELECT * FROM credential");
}

} // namespace vault
