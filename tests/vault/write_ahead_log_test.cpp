#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/statement.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/file_bytes.h"
#include "support/power_loss.h"
#include "support/temporary_folder.h"
#include "support/test_database.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <vector>

using vault::Database;

namespace {

struct Place : tests::TestDatabase {
    Place() { database.run("CREATE TABLE some (n INTEGER NOT NULL PRIMARY KEY, bytes BLOB)"); }
    void fill() { database.run("INSERT INTO some (bytes) VALUES (randomblob(20000))"); }
    [[nodiscard]] std::uintmax_t log_bytes() const
    {
        return std::filesystem::file_size(file().string() + "-wal");
    }
    [[nodiscard]] std::int64_t rows_seen_by_another()
    {
        Database other{vfs, file(), key, Database::Mode::reader};
        vault::Statement read{other, "SELECT count(*) FROM some WHERE length(bytes) = 20000"};
        REQUIRE(read.step());
        return read.integer(0);
    }
};

} // namespace

TEST_CASE("Database: a log that is kept is written again from its start, and cut later", "[vault]")
{
    Place place;
    for (int n = 0; n < 10; ++n)
        place.fill();
    const auto full = place.log_bytes();
    const int pages = place.database.log_pages();
    REQUIRE(place.database.checkpoint(Database::Log::kept));
    CHECK(place.log_bytes() == full);
    CHECK(place.database.log_pages() == 0);
    CHECK(place.database.has_log_to_cut());
    place.fill();
    CHECK(place.log_bytes() == full);
    CHECK(place.database.log_pages() < pages);
    CHECK(place.rows_seen_by_another() == 11);
    REQUIRE(place.database.checkpoint(Database::Log::cut));
    CHECK(place.log_bytes() == 0);
    CHECK_FALSE(place.database.has_log_to_cut());
    CHECK(place.rows_seen_by_another() == 11);
}

TEST_CASE("Database: a log that the VFS keeps is emptied in place, and stays when all is closed",
    "[vault]")
{
    const tests::TemporaryFolder folder;
    tests::FailingFiles files;
    const vault::Secret key = vault::Secret::copy_of(std::string(32, 'k'));
    const auto file = folder.path() / "kept.db";
    const auto log = folder.path() / "kept.db-wal";
    constexpr std::uint64_t kept = 256 * 1024;
    {
        vault::GatedVfs vfs{files, vault::GatedVfs::Kind::serving, kept};
        Database database{vfs, file, key, Database::Mode::create};
        database.run("CREATE TABLE some (n INTEGER NOT NULL PRIMARY KEY, bytes BLOB)");
        for (int n = 0; n < 40; ++n)
            database.run("INSERT INTO some (bytes) VALUES (randomblob(20000))");
        REQUIRE(std::filesystem::file_size(log) > kept);
        REQUIRE(database.checkpoint());
        CHECK(std::filesystem::file_size(log) == kept);
        CHECK(tests::contents(log) == std::string(kept, '\0'));
        database.run("INSERT INTO some (bytes) VALUES (randomblob(20000))");
        CHECK(std::filesystem::file_size(log) == kept);
        REQUIRE(database.checkpoint());
        CHECK(tests::contents(log) == std::string(kept, '\0'));
    }
    CHECK(std::filesystem::file_size(log) == kept);
    vault::GatedVfs still{files, vault::GatedVfs::Kind::still};
    Database copy{still, file, key, Database::Mode::still};
    vault::Statement read{copy, "SELECT count(*) FROM some WHERE length(bytes) = 20000"};
    REQUIRE(read.step());
    CHECK(read.integer(0) == 41);
    CHECK(copy.every_page_holds()); // at rest: no log is taken for one
}

TEST_CASE("Power loss: while a log that is kept is emptied, what was committed stays",
    "[vault][crash][power]")
{
    constexpr int rows = 5; // so that what is kept of the log holds older commits whole
    const tests::TemporaryFolder folder;
    const vault::Secret key = vault::Secret::copy_of(std::string(32, 'k'));
    tests::PowerLoss disk;
    std::vector<std::size_t> committed; // operations until then; the rows then say 1, 2, 3, …
    disk.begin(folder.path());
    {
        vault::GatedVfs vfs{disk, vault::GatedVfs::Kind::serving, 64 * 1024};
        Database database{vfs, folder.path() / "kept.db", key, Database::Mode::create};
        database.run("CREATE TABLE some (n INTEGER NOT NULL PRIMARY KEY, at INTEGER, bytes BLOB)");
        for (int n = 0; n < rows; ++n)
            database.run("INSERT INTO some (at, bytes) VALUES (1, randomblob(3000))");
        committed.push_back(disk.acknowledge());
        for (int at = 2; at < 18; ++at) {
            database.run("UPDATE some SET at = at + 1");
            committed.push_back(disk.acknowledge());
            if (at % 8 == 0)
                REQUIRE(database.checkpoint());
        }
    }
    disk.end();
    std::mt19937_64 dice{7};
    for (std::size_t n = committed.front(); n <= disk.operations(); ++n)
        for (int loss = 0; loss < 8; ++loss) {
            CAPTURE(n, loss);
            const tests::TemporaryFolder left{tests::TemporaryFolder::On::memory};
            disk.leave(left.path(), n, dice);
            tests::FailingFiles files;
            vault::GatedVfs vfs{files};
            Database database{vfs, left.path() / "kept.db", key, Database::Mode::writer};
            vault::Statement read{database, "SELECT count(*), min(at), max(at) FROM some"};
            REQUIRE(read.step());
            CHECK(read.integer(0) == rows);
            CHECK(read.integer(1) == read.integer(2));
            const auto least = std::ranges::upper_bound(committed, n) - committed.begin();
            CHECK(read.integer(1) >= least);
        }
}
