#include "options/command_parts.h"

#include "text/duration.h"
#include "vault/id.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

CLI::Validator id_of(std::string_view prefix)
{
    // The text of a validator's failure is never shown: usage_error.cpp says which kind of id is expected.
    return {[prefix = std::string{prefix}](const std::string& text) {
                return vault::decode_id(prefix, text) ? std::string{} : std::string{"not an id"};
            },
        std::string{prefix}, "id"};
}

} // namespace

void on_run(CLI::App& command, Context& context, std::function<Answer<void>()> action)
{
    command.callback([&context, act = std::move(action)] {
        if (const auto done = act(); !done)
            complain(context, done.error());
    });
}

CLI::Option* add_id(CLI::App& command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description)
{
    return command.add_option(name, target, description)->required()->check(id_of(prefix));
}

CLI::Option* add_ids(CLI::App& command, const std::string& name, std::vector<std::string>& target,
    std::string_view prefix, const std::string& description)
{
    return command.add_option(name, target, description)->check(id_of(prefix));
}

CLI::Option* add_id_option(CLI::App& command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description)
{
    return command.add_option(name, target, fmt::format("{} ({}...)", description, prefix))
        ->type_name("ID")
        ->check(id_of(prefix));
}

CLI::Option* add_duration(CLI::App& command, const std::string& name, std::int64_t& seconds,
    const std::string& description)
{
    return command
        .add_option_function<std::string>(
            name,
            [&seconds](const std::string& text) {
                const auto parsed = parse_duration(text);
                if (!parsed)
                    throw CLI::ValidationError{"", ""};
                seconds = *parsed;
            },
            description)
        ->type_name("DURATION")
        ->check(CLI::Validator{[](const std::string& text) {
                                   return parse_duration(text) ? std::string{}
                                                               : std::string{"not a duration"};
                               },
            "", "duration"});
}

CLI::Option* add_limit(CLI::App& command, std::uint64_t& limit)
{
    return command.add_option("--limit", limit, "At most so many rows, 1 to 10000 (default 50)")
        ->type_name("N")
        ->check(CLI::Range(1, 10000));
}

} // namespace cli
