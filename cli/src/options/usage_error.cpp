#include "options/usage_error.h"

#include "options/option_values.h"
#include "text/fault.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

namespace cli {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

const CLI::App& deepest_parsed(const CLI::App& root)
{
    const CLI::App* command = &root;
    while (!command->get_subcommands().empty())
        command = command->get_subcommands().front();
    return *command;
}

std::vector<std::string> visible_commands(const CLI::App& command)
{
    std::vector<std::string> names;
    for (const CLI::App* child :
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
        names.push_back(child->get_name());
    return names;
}

std::vector<std::string> long_options(const CLI::App& command)
{
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options({}))
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
    return names;
}

std::string option_name(const CLI::Option& option)
{
    return is_positional(option) ? option.get_name(true) : option.get_name(false, false);
}

constexpr std::array<std::string_view, 5> asks_service{
    "--server", "--fingerprint", "--ca", "--token-file", "--link-file"};

// Of an option that other commands have: why this one has it not. Empty: it is none of these.
std::string not_for_this(const CLI::App& command, std::string_view typed)
{
    const auto* const known = std::ranges::find(asks_service, typed);
    if (known == asks_service.end() || command.get_option_no_throw("--data") == nullptr)
        return {};
    return fmt::format(
        "there is no {} here: this command works on folders no service holds; give it "
        "--data and --keys",
        *known);
}

// What stands in the way when a word was left over.
std::string left_over(const CLI::App& command, const std::string& word)
{
    const bool is_option = word.starts_with("-") && word.size() > 1;
    const auto commands = visible_commands(command);
    const std::string head = is_option          ? "there is no such option here"
                             : commands.empty() ? "there is one argument too many"
                                                : "there is no such command";
    const auto typed = std::string_view{word}.substr(0, word.find('='));
    if (auto why = not_for_this(command, typed); !why.empty())
        return why;
    const std::string near =
        is_option ? nearest_word(typed, long_options(command)) : nearest_word(typed, commands);
    return near.empty() ? head : fmt::format("{}; did you mean {}?", head, near);
}

// CLI11 names the option in its text, beside what was typed. Only a name we know ourselves is taken from there.
const CLI::Option* option_at_fault(const CLI::App& command, std::string_view text)
{
    const CLI::Option* best = nullptr;
    for (const CLI::Option* option : command.get_options({})) {
        const auto at = text.find(option_name(*option));
        if (at != std::string_view::npos &&
            (best == nullptr || option_name(*option).size() > option_name(*best).size()))
            best = option;
    }
    return best;
}

// Whether something that no command above takes was typed before `command`.
bool stands_before(const CLI::App& command)
{
    for (const CLI::App* above = command.get_parent(); above != nullptr;
        above = above->get_parent())
        if (const auto left = above->remaining(); !left.empty() && left.front().starts_with("-"))
            return true;
    return false;
}

// Of an option or argument that takes an id: what begins how, and of what else the given one is.
std::string id_fault(const CLI::Option& option)
{
    const auto prefix = id_prefix(option);
    const IdKind* wanted = id_kind_of(prefix);
    if (wanted == nullptr)
        return {};
    std::string text = fmt::format("{} takes the id of a {}, {} and 26 letters and digits",
        option_name(option), wanted->noun, wanted->prefix);
    for (const std::string& given : option.results())
        if (const IdKind* other = id_kind_of(std::string_view{given}.substr(0, prefix.size()));
            other != nullptr && other != wanted)
            text += fmt::format("; this is the id of a {}", other->noun);
    return text;
}

std::string describe_fault(const CLI::App& command, const CLI::ParseError& error)
{
    const auto left = command.remaining();
    if (!left.empty())
        return left_over(command, left.front());
    if (stands_before(command))
        return "an option stands before its command; options follow the whole command";
    if (command.get_require_subcommand_min() > 0)
        return "a command is missing";
    for (const CLI::Option* option : command.get_options({}))
        if (option->get_required() && option->count() == 0)
            return fmt::format("{} is required", option_name(*option));
    const CLI::Option* option = option_at_fault(command, error.what());
    if (option == nullptr)
        return "the options do not fit together";
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
        return fmt::format("{} takes {}", option_name(*option),
            option->get_expected_max() == 0 ? "no value" : "a value, once");
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr)
        return fmt::format(
            "{} cannot be combined with another option given here", option_name(*option));
    if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr)
        return fmt::format("{} needs another option beside it", option_name(*option));
    if (auto text = id_fault(*option); !text.empty())
        return text;
    if (const auto wanted = wanted_value(*option); !wanted.empty())
        return fmt::format("{} takes {}", option_name(*option), wanted);
    return fmt::format(
        "{} has a value that is not allowed ({})", option_name(*option), option->get_description());
}

} // namespace

std::string nearest_word(std::string_view typed, std::span<const std::string> known)
{
    constexpr std::size_t typed_bytes_max = 64; // the table grows with the square
    if (typed.size() > typed_bytes_max)
        return {};
    std::string best;
    std::size_t best_distance = typed_bytes_max;
    for (const std::string& word : known) {
        const std::size_t distance = edit_distance(typed, word);
        if (distance < best_distance && distance <= std::max<std::size_t>(1, word.size() / 3)) {
            best = word;
            best_distance = distance;
        }
    }
    return best;
}

std::string full_name(const CLI::App& command)
{
    return command.get_parent() == nullptr
               ? command.get_name()
               : full_name(*command.get_parent()) + " " + command.get_name();
}

void report_usage_error(const CLI::App& root, const CLI::ParseError& error, Context& context)
{
    const CLI::App& command = deepest_parsed(root);
    complain(context, ExitCode::usage, describe_fault(command, error));
    if (!context.json)
        context.err << "Try '" << full_name(command) << " --help'.\n";
}

} // namespace cli
