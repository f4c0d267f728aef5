#include "options/command_parts.h"

#include "options/command.h"
#include "text/duration.h"
#include "vault/id.h"

#include <fmt/format.h>

namespace cli {

namespace {

Option require_id(const Option& option, std::string_view prefix)
{
    return option.check(
        [prefix = std::string{prefix}](
            const std::string& text) { return vault::decode_id(prefix, text).has_value(); },
        std::string{prefix});
}

} // namespace

void on_run(Command command, Context& context, std::function<Answer<void>()> action)
{
    command.callback([&context, act = std::move(action)] {
        if (const auto done = act(); !done)
            complain(context, done.error());
    });
}

Option add_id(Command command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description)
{
    return require_id(command.add_option(name, target, description).required(), prefix);
}

Option add_ids(Command command, const std::string& name, std::vector<std::string>& target,
    std::string_view prefix, const std::string& description)
{
    return require_id(command.add_option(name, target, description), prefix);
}

Option add_id_option(Command command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description)
{
    return require_id(
        command.add_option(name, target, fmt::format("{} ({}...)", description, prefix))
            .type_name("ID"),
        prefix);
}

Option add_duration(
    Command command, const std::string& name, std::int64_t& seconds, const std::string& description)
{
    return command
        .add_option(
            name,
            [&seconds](
                const std::string& text) { seconds = parse_duration(text).value_or(seconds); },
            description)
        .type_name("DURATION")
        .check([](const std::string& text) { return parse_duration(text).has_value(); });
}

Option add_limit(Command command, std::uint64_t& limit)
{
    return command.add_option("--limit", limit, "At most so many rows, 1 to 10000 (default 50)")
        .type_name("N")
        .between(1, 10000);
}

} // namespace cli
