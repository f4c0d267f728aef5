#include "time_text.h"

#include "duration.h"

#include <fmt/format.h>

namespace cli {

namespace {

std::string relative(vault::Instant at, vault::Instant now)
{
    const std::int64_t seconds = (at.ms - now.ms) / 1000;
    if (seconds == 0)
        return "now";
    return seconds > 0 ? fmt::format("in {}", format_duration(seconds)) : fmt::format("{} ago", format_duration(-seconds));
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
