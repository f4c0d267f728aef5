#include "text/duration.h"

#include "support/catch.h"

#include <string>

TEST_CASE("Duration: units and sums of units are read", "[cli]")
{
    struct Row {
        const char* text;
        std::int64_t seconds;
    };
    for (const Row row : {Row{"1s", 1}, Row{"30m", 1800}, Row{"4h", 14400}, Row{"3d", 259200},
             Row{"2w", 1209600}, Row{"1h30m", 5400}, Row{"1d1s", 86401}}) {
        CAPTURE(row.text);
        REQUIRE(cli::parse_duration(row.text) == row.seconds);
    }
}

TEST_CASE("Duration: a guess would be needed for anything else", "[cli]")
{
    for (const char* text : {"", "30", "m", "0m", "-1h", "1.5h", "30m1h", "1h1h", "1 h", "1y", "1H",
             "99999999999999999999s", "4000d", "1h "}) {
        CAPTURE(text);
        REQUIRE_FALSE(cli::parse_duration(text));
    }
}

TEST_CASE("Duration: the two largest units are written", "[cli]")
{
    struct Row {
        std::int64_t seconds;
        const char* text;
    };
    for (const Row row : {Row{0, "0 s"}, Row{45, "45 s"}, Row{60, "1 min"}, Row{90, "1 min 30 s"},
             Row{5400, "1 h 30 min"}, Row{86400, "1 d"}, Row{90000, "1 d 1 h"},
             Row{3 * 86400 + 3600, "3 d"}, Row{259200, "3 d"}}) {
        CAPTURE(row.seconds);
        REQUIRE(cli::format_duration(row.seconds) == row.text);
    }
}
