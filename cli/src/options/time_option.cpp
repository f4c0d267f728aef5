#include "options/time_option.h"

#include "options/option_values.h"
#include "text/duration.h"

#include <fmt/format.h>

namespace cli {

namespace {

std::optional<vault::Instant> named_time(const std::string& text)
{
    vault::Instant at;
    return vault::parse_rfc3339(text, at) || vault::parse_rfc3339(text + "T00:00:00Z", at)
               ? std::optional{at}
               : std::nullopt;
}

} // namespace

Option add_time(
    Command command, const std::string& name, std::string& target, const std::string& description)
{
    return command.add_option(name, target, description)
        .type_name("TIME")
        .check(
            [](const std::string& text) {
                return parse_duration(text).has_value() || named_time(text).has_value();
            },
            std::string{time_kind});
}

Answer<void> check_period(const std::string& since, const std::string& until)
{
    // All times have one spelling, so that their order is that of their texts.
    if (!since.empty() && !until.empty() && until < since)
        return fault(ExitCode::usage,
            "the period ends before it begins: --since is later than --until, or than now");
    return {};
}

Answer<std::string> point_in_time(
    Context& context, const std::string& text, std::string_view option)
{
    if (text.empty())
        return text;
    if (const auto ago = parse_duration(text))
        return vault::to_rfc3339(context.world.clock.now() + -*ago * 1000);
    if (const auto at = named_time(text))
        return vault::to_rfc3339(*at);
    return fault(ExitCode::usage, fmt::format("{} takes {}", option, wanted_of_kind(time_kind)));
}

} // namespace cli
