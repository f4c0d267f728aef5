#include "support/catch.h"

#include "vault/clock.h"

#include <string>
#include <vector>

using vault::Instant;

TEST_CASE("Instant: RFC 3339 text and milliseconds convert both ways", "[vault]")
{
    struct Row {
        std::int64_t ms;
        std::string text;
    };
    // The numbers are GNU date's (date -u -d TEXT +%s).
    const std::vector<Row> rows{
        {0, "1970-01-01T00:00:00.000Z"},
        {951'782'400'000, "2000-02-29T00:00:00.000Z"},
        {1'795'521'600'123, "2026-11-24T12:00:00.123Z"},
        {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        CHECK(vault::to_rfc3339({row.ms}) == row.text);
        Instant read;
        REQUIRE(vault::parse_rfc3339(row.text, read));
        CHECK(read.ms == row.ms);
    }
}

TEST_CASE("Instant: milliseconds may be left out", "[vault]")
{
    Instant read;
    REQUIRE(vault::parse_rfc3339("2026-11-24T12:00:00Z", read));
    CHECK(read.ms == 1'795'521'600'000);
}

TEST_CASE("Instant: other texts are refused", "[vault]")
{
    for (const std::string text : {"", "2026-11-24", "2026-11-24T12:00:00", "2026-11-24 12:00:00Z",
             "2026-11-24T12:00:00z", "2026-11-24T12:00:00+00:00", "2026-02-30T12:00:00Z",
             "2026-13-01T12:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T12:60:00Z",
             "2026-11-24T12:00:60Z", "2026-11-24T12:00:00.1Z", "2026-11-24T12:00:00,000Z",
             "-026-11-24T12:00:00Z", "2026-11-24T12:00:00.00aZ"}) {
        INFO(text);
        Instant read;
        CHECK_FALSE(vault::parse_rfc3339(text, read));
    }
}
