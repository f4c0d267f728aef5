#include "program/command_line.h"

#include "options/command_help.h"
#include "options/usage_error.h"
#include "program/completion_script.h"

#include "support/catch.h"
#include "test_context.h"
#include "vault/audit.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

// Paths of all commands, hidden ones too: {"ticket", "submit"}.
void collect(const CLI::App& command, const std::vector<std::string>& path,
    std::vector<std::vector<std::string>>& paths)
{
    for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; })) {
        auto deeper = path;
        deeper.push_back(child->get_name());
        paths.push_back(deeper);
        collect(*child, deeper, paths);
    }
}

std::vector<std::vector<std::string>> all_commands()
{
    tests::CommandOutside outside;
    const auto root = cli::make_command_tree(outside.context);
    std::vector<std::vector<std::string>> paths;
    collect(*root, {}, paths);
    return paths;
}

bool is_checked(const CLI::Option& option)
{
    try {
        return const_cast<CLI::Option&>(option).get_validator(0) != nullptr;
    } catch (const CLI::OptionNotFound&) {
        return false;
    }
}

} // namespace

TEST_CASE("Help: every command teaches by description, example and exit codes", "[cli]")
{
    const auto paths = all_commands();
    REQUIRE(paths.size() > 30);
    for (auto arguments : paths) {
        tests::CommandOutside outside;
        std::string name = "ticketvault";
        for (const auto& word : arguments)
            name += " " + word;
        CAPTURE(name);
        arguments.emplace_back("--help");
        REQUIRE(cli::run_command_line(arguments, outside.context) == cli::ExitCode::ok);
        const std::string help = outside.out.str();
        REQUIRE(outside.err.str().empty());
        REQUIRE(help.find("Usage: " + name) != std::string::npos);
        REQUIRE(help.find('\n') >= std::string{"Add a user"}.size());
        if (help.find("\nCommands:\n") == std::string::npos) {
            REQUIRE(help.find("\nExample") != std::string::npos);
            REQUIRE(help.find("\nExit codes:\n  0  done") != std::string::npos);
            REQUIRE(help.find("  ticketvault ") != std::string::npos);
        }
    }
}

TEST_CASE("Help: every command that shows data has --json", "[cli]")
{
    tests::CommandOutside outside;
    const auto root = cli::make_command_tree(outside.context);
    for (const auto& path : all_commands()) {
        CLI::App* command = root.get();
        for (const auto& word : path)
            command = command->get_subcommand(word);
        if (!command->get_subcommands([](const CLI::App*) { return true; }).empty() ||
            command->get_group().empty())
            continue;
        CAPTURE(cli::full_name(*command));
        REQUIRE(command->get_option_no_throw("--json") != nullptr);
    }
}

TEST_CASE("Help: no option takes a secret", "[cli]")
{
    tests::CommandOutside outside;
    const auto root = cli::make_command_tree(outside.context);
    for (const auto& path : all_commands()) {
        CLI::App* command = root.get();
        for (const auto& word : path)
            command = command->get_subcommand(word);
        for (const char* name :
            {"--password", "--token", "--secret", "--value", "--passphrase", "--code", "--link"}) {
            CAPTURE(cli::full_name(*command), name);
            REQUIRE(command->get_option_no_throw(name) == nullptr);
        }
    }
}

TEST_CASE(
    "Completion: every beginning of an event that is offered is one the log is asked for", "[cli]")
{
    for (const auto family : cli::event_families) {
        CAPTURE(family);
        REQUIRE(vault::is_event_choice(family));
    }
}

TEST_CASE("Usage: an argument is never echoed", "[cli]")
{
    const std::vector<std::vector<std::string>> lines = {{"hunter2"}, {"ticket", "hunter2"},
        {"--hunter2"}, {"login", "https://x", "hunter2"}, {"ticket", "list", "--limit", "hunter2"},
        {"ticket", "show", "hunter2"}, {"completion", "hunter2"},
        {"user", "add", "--role", "hunter2"}, {"login", "https://hunter2@x"},
        {"login", "hunter2://x"}, {"whoami", "--server", "https://hunter2/x"}};
    for (const auto& line : lines) {
        tests::CommandOutside outside;
        CAPTURE(line);
        REQUIRE(cli::run_command_line(line, outside.context) == cli::ExitCode::usage);
        REQUIRE(outside.out.str().empty());
        REQUIRE(outside.err.str().find("ticketvault: ") == 0);
        REQUIRE(outside.err.str().find("hunter2") == std::string::npos);
    }
}

TEST_CASE(
    "Usage: with --json anywhere in the line what is wrong with it is one JSON object", "[cli]")
{
    std::vector<std::vector<std::string>> lines = {{"--json", "ticket", "list"},
        {"ticket", "list", "--json", "surplus"}, {"audit", "log", "--limit", "0", "--json"}};
    for (const auto& path : all_commands()) {
        tests::CommandOutside outside;
        const auto root = cli::make_command_tree(outside.context);
        CLI::App* command = root.get();
        for (const auto& word : path)
            command = command->get_subcommand(word);
        auto line = path;
        line.insert(line.end(), {"--json", "--no-such-option"});
        lines.push_back(line);
        for (const CLI::Option* option : command->get_options({})) {
            // What no validator looks at could let the command run.
            if (!is_checked(*option))
                continue;
            line = path;
            if (!option->get_lnames().empty())
                line.push_back("--" + option->get_lnames().front());
            line.insert(line.end(), {"no such value", "--json"});
            lines.push_back(line);
        }
    }
    REQUIRE(lines.size() > 120);
    for (const auto& line : lines) {
        tests::CommandOutside outside;
        CAPTURE(line);
        REQUIRE(cli::run_command_line(line, outside.context) == cli::ExitCode::usage);
        REQUIRE(outside.out.str().empty());
        const auto document = nlohmann::json::parse(outside.err.str(), nullptr, false);
        REQUIRE(document.is_object());
        REQUIRE(document["error"].is_string());
        REQUIRE(document["exit_code"] == 2);
    }
}

TEST_CASE("Usage: --json behind -- is a name, not the option", "[cli]")
{
    tests::CommandOutside outside;
    REQUIRE(cli::run_command_line({"ticket", "show", "--", "--json"}, outside.context) ==
            cli::ExitCode::usage);
    REQUIRE(outside.err.str().find("ticketvault: ") == 0);
}

TEST_CASE("Usage: the nearest name is near", "[cli]")
{
    const std::vector<std::string> known{"ticket", "grant", "audit", "init"};
    REQUIRE(cli::nearest_word("tiket", known) == "ticket");
    REQUIRE(cli::nearest_word("tikcet", known) == "ticket");
    REQUIRE(cli::nearest_word("inti", known) == "init");
    REQUIRE(cli::nearest_word("password", known).empty());
    REQUIRE(cli::nearest_word(std::string(1000, 't'), known).empty());
}
