#include "text/time_text.h"

#include "support/catch.h"

#include <string>

TEST_CASE("Time: relative times are rounded to the unit they show", "[cli]")
{
    constexpr vault::Instant now{1'767'225'600'000};
    constexpr std::int64_t day = 86400;
    struct Row {
        std::int64_t seconds;
        const char* text;
    };
    for (const Row row :
        {Row{0, "now"}, Row{5, "in 5 s"}, Row{-65, "1 min 5 s ago"}, Row{3600 - 1, "in 1 h"},
            Row{30 * 60 - 1, "in 29 min 59 s"}, Row{day - 3, "in 1 d"}, Row{7 * day - 2, "in 7 d"},
            Row{3 * day - 2, "in 3 d"}, Row{-3 * day, "3 d ago"}, Row{day + 7200, "in 1 d 2 h"}}) {
        CAPTURE(row.seconds);
        REQUIRE(cli::relative_time(vault::to_rfc3339(now + row.seconds * 1000), now) == row.text);
    }
}

TEST_CASE("Time: the absolute time stands beside the relative one", "[cli]")
{
    constexpr vault::Instant now{1'767'225'600'000};
    REQUIRE(cli::describe_time(now + 3600'000, now) == "in 1 h (2026-01-01 01:00 UTC)");
    REQUIRE(cli::describe_time(std::string{}, now) == "-");
    REQUIRE(cli::describe_time(std::string{"soon"}, now) == "?");
}
