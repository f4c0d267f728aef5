#include "text/time_text.h"

#include "text/duration.h"

#include <fmt/format.h>

namespace cli {

namespace {

// To the nearest unit that is shown, so that a credential sealed for 7 days a moment ago does not read "in 6 d".
std::int64_t rounded(std::int64_t seconds)
{
    constexpr std::int64_t minute = 60;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    const std::int64_t magnitude = seconds < 0 ? -seconds : seconds;
    const std::int64_t unit = magnitude >= 3 * day - hour ? day
                              : magnitude >= day - minute ? hour
                              : magnitude >= hour - 1     ? minute
                                                          : 1;
    const std::int64_t whole = (magnitude + unit / 2) / unit * unit;
    return seconds < 0 ? -whole : whole;
}

std::string relative(vault::Instant at, vault::Instant now)
{
    const std::int64_t seconds = rounded((at.ms - now.ms) / 1000);
    if (seconds == 0)
        return "now";
    return seconds > 0 ? fmt::format("in {}", format_duration(seconds))
                       : fmt::format("{} ago", format_duration(-seconds));
}

} // namespace

std::string describe_time(vault::Instant at, vault::Instant now)
{
    const std::string text = vault::to_rfc3339(at); // 2026-11-24T12:00:00.000Z
    return fmt::format("{} ({} {} UTC)", relative(at, now), text.substr(0, 10), text.substr(11, 5));
}

std::string describe_time(const std::string& rfc3339, vault::Instant now)
{
    vault::Instant at;
    if (rfc3339.empty())
        return "-";
    return vault::parse_rfc3339(rfc3339, at) ? describe_time(at, now) : "?";
}

std::string relative_time(const std::string& rfc3339, vault::Instant now)
{
    vault::Instant at;
    if (rfc3339.empty())
        return "-";
    return vault::parse_rfc3339(rfc3339, at) ? relative(at, now) : "?";
}

} // namespace cli
