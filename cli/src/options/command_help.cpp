#include "options/command_help.h"

#include "options/option_values.h"
#include "options/usage_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace cli {

namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t name_columns = 28;

bool always(ExitCode code)
{
    return code == ExitCode::ok || code == ExitCode::failed || code == ExitCode::usage;
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t already)
{
    std::string out;
    std::size_t column = already;
    while (!text.empty()) {
        const auto space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
        if (column > indent && column + 1 + word.size() > columns_max) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    return out;
}

std::string two_columns(std::string_view name, std::string_view text)
{
    std::string line = fmt::format("  {}", name);
    if (line.size() + 2 > name_columns)
        line += '\n' + std::string(name_columns, ' ');
    else
        line.append(name_columns - line.size(), ' ');
    return line + wrapped(text, name_columns, name_columns) + '\n';
}

std::vector<const CLI::App*> shown_commands(const CLI::App& command)
{
    return command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); });
}

// The words an option takes, where its own text does not say them.
std::string untold_choices(const CLI::Option& option)
{
    const auto words = choices_of(option);
    const bool told = std::ranges::all_of(words, [&](const std::string& word) {
        return option.get_description().find(word) != std::string::npos;
    });
    return told ? std::string{} : fmt::format(" ({})", fmt::join(words, ", "));
}

std::string section(std::string_view title, const std::vector<OptionHelp>& rows)
{
    std::string out;
    for (const auto& row : rows)
        out += two_columns(row.names, row.text);
    return out.empty() ? out : fmt::format("\n{}:\n{}", title, out);
}

} // namespace

void describe(Command command, const CommandHelp& help)
{
    std::string footer;
    if (!help.details.empty())
        footer += fmt::format("{}\n\n", wrapped(help.details, 0, 0));
    footer += help.examples.size() == 1 ? "Example:\n" : "Examples:\n";
    for (const auto& example : help.examples)
        footer += fmt::format("  # {}\n  ticketvault {}\n", example.what, example.command);
    footer += "\nExit codes:\n";
    for (const auto& row : exit_codes) {
        const bool named =
            std::find(help.exits.begin(), help.exits.end(), row.code) != help.exits.end();
        if (named || always(row.code))
            footer += fmt::format("  {}  {}\n", number(row.code), row.meaning);
    }
    command.footer(footer);
}

std::vector<OptionHelp> option_helps(const CLI::App& command, bool positional)
{
    std::vector<OptionHelp> rows;
    for (const CLI::Option* option : command.get_options({})) {
        if (option->get_group().empty() || is_positional(*option) != positional)
            continue;
        std::string names = positional ? option->get_name(true) : option->get_name(false, true);
        if (!positional && option->get_expected_max() != 0 && !value_name(*option).empty())
            names += " " + value_name(*option);
        std::string text = option->get_description() + untold_choices(*option);
        if (!option->get_default_str().empty())
            text += fmt::format(" (default {})", option->get_default_str());
        if (!positional && option->get_required())
            text += " (required)";
        rows.push_back({std::move(names), std::move(text)});
    }
    return rows;
}

std::string usage_line(const CLI::App& command)
{
    std::string line = full_name(command);
    if (command.get_require_subcommand_min() > 0)
        return line + " COMMAND";
    line += shown_commands(command).empty() ? " [OPTIONS]" : " [OPTIONS] [COMMAND]";
    for (const CLI::Option* option : command.get_options({})) {
        if (!option->get_positional() || !option->get_lnames().empty())
            continue;
        const std::string name =
            option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
        line += option->get_required() ? " " + name : " [" + name + "]";
    }
    return line;
}

std::string help_text(const CLI::App& command)
{
    std::string out = fmt::format(
        "{}\n\nUsage: {}\n", wrapped(command.get_description(), 0, 0), usage_line(command));
    std::vector<OptionHelp> commands;
    for (const CLI::App* child : shown_commands(command))
        commands.push_back({child->get_name(), child->get_description()});
    out += section("Commands", commands);
    out += section("Arguments", option_helps(command, true));
    out += section("Options", option_helps(command, false));
    // CLI11 hands a parent's footer down to its commands, so only an own one is shown.
    const bool inherited = command.get_parent() != nullptr &&
                           command.get_footer() == command.get_parent()->get_footer();
    if (!command.get_footer().empty() && !inherited)
        out += "\n" + command.get_footer();
    return out;
}

} // namespace cli
