#include "program/command_line.h"

#include "commands.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/usage_error.h"
#include "scan/redact_command.h"
#include "scan/rules_command.h"
#include "scan/scan_command.h"
#include "text/fault.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <ostream>

namespace cli {

namespace {

// In the order of the help. Each adds one command or resource.
constexpr void (*command_table[])(Command, Context&) = {
    add_vault_commands,
    add_backup_commands,
    add_keys_command,
    add_clock_command,
    add_session_commands,
    add_user_command,
    add_ticket_command,
    add_credential_command,
    add_grant_command,
    add_policy_command,
    add_group_command,
    add_break_glass_command,
    add_audit_command,
    add_proof_commands,
    add_scan_command,
    add_redact_command,
    add_rules_command,
    add_completion_command,
    add_manual_command,
};

// Every command that does something takes --json; a command that binds its own keeps it.
void finish_commands(CLI::App& command, Context& context)
{
    const auto children = command.get_subcommands([](CLI::App*) { return true; });
    for (CLI::App* child : children)
        finish_commands(*child, context);
    // One that does something by itself says so beforehand.
    const bool acts = command.get_require_subcommand_max() == 1;
    if (!children.empty() && !acts)
        command.require_subcommand(1, 1);
    else if (command.get_option_no_throw("--json") == nullptr && !command.get_group().empty())
        command.add_flag("--json", context.json,
            "One JSON document on standard output instead of words; a failure is JSON on standard "
            "error");
}

// A line that CLI11 refuses may not have come as far as its --json, but whoever wrote it reads JSON.
bool asks_for_json(const std::vector<std::string>& arguments)
{
    const auto end = std::ranges::find(arguments, "--");
    return std::find(arguments.begin(), end, "--json") != end;
}

} // namespace

std::unique_ptr<CLI::App> make_command_tree(Context& context)
{
    auto root = std::make_unique<CLI::App>("Ticket Vault: support tickets whose credentials are "
                                           "sealed, opened on the record and shredded",
        "ticketvault");
    root->formatter_fn([](const CLI::App* command, const std::string&, CLI::AppFormatMode) {
        return help_text(*command);
    });
    root->set_help_flag("-h,--help", "Show this help");
    root->set_version_flag("--version", "ticketvault " TV_VERSION, "Show the version");
    root->option_defaults()->always_capture_default(false);
    for (const auto add_command : command_table)
        add_command(Command{*root}, context);
    finish_commands(*root, context);
    return root;
}

ExitCode run_command_line(std::vector<std::string> arguments, Context& context)
{
    try {
        const auto root = make_command_tree(context);
        const bool json_asked = asks_for_json(arguments);
        try {
            std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
            root->parse(std::move(arguments));
        } catch (const CLI::CallForHelp&) {
            const CLI::App* command = root.get();
            while (!command->get_subcommands().empty())
                command = command->get_subcommands().front();
            context.out << help_text(*command);
        } catch (const CLI::CallForVersion&) {
            context.out << "ticketvault " TV_VERSION "\n";
        } catch (const CLI::ParseError& error) {
            context.json = context.json || json_asked;
            report_usage_error(*root, error, context);
        }
    } catch (const std::exception&) {
        // What an exception of a library says may hold input, so it is not repeated.
        complain(context, ExitCode::failed,
            "an unexpected fault stopped this command; nothing more is known");
    }
    context.out.flush();
    // What was found could not be told, so the command failed; a bad proof stays one. main says why, unless the reader just went away.
    if (!context.out &&
        (context.exit_code == ExitCode::ok || context.exit_code == ExitCode::findings))
        context.exit_code = ExitCode::failed;
    return context.exit_code;
}

} // namespace cli
