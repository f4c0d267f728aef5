#include "store/database.h"
#include "store/statement.h"
#include "support/catch.h"
#include "support/test_database.h"

#include <filesystem>

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
