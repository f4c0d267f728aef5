#include "options/time_option.h"

#include "text/duration.h"

#include <fmt/format.h>

namespace cli {

Answer<std::string> point_in_time(
    Context& context, const std::string& text, std::string_view option)
{
    if (text.empty())
        return text;
    if (const auto ago = parse_duration(text))
        return vault::to_rfc3339(context.world.clock.now() + -*ago * 1000);
    vault::Instant at;
    if (vault::parse_rfc3339(text, at) || vault::parse_rfc3339(text + "T00:00:00Z", at))
        return vault::to_rfc3339(at);
    return fault(ExitCode::usage, fmt::format("{} takes a duration back (2h, 7d), a day "
                                              "(2026-11-24) or a time (2026-11-24T12:00:00Z)",
                                      option));
}

} // namespace cli
