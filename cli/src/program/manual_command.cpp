#include "commands.h"

#include "context.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/usage_error.h"
#include "program/manual_page.h"
#include "text/fault.h"

#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>

namespace cli {

namespace {

// One page per command, "ticketvault-ticket-submit.1" beside "ticketvault.1".
bool write_pages(const CLI::App& command, const std::filesystem::path& folder)
{
    std::ofstream file{
        folder / (manual_page_name(full_name(command)) + ".1"), std::ios::binary | std::ios::trunc};
    file << manual_page(command);
    file.close();
    bool good = !file.fail();
    for (const CLI::App* child :
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
        good = write_pages(*child, folder) && good;
    return good;
}

} // namespace

void add_manual_command(Command root, Context& context)
{
    // No group: hidden from help, since only the build calls it.
    const Command command =
        root.add_subcommand("manual", "Write the manual pages of every command into a folder")
            .hidden();
    const auto folder = std::make_shared<std::string>();
    command.add_option("DIR", *folder, "An existing folder").required();
    describe(
        command, {"", {{"Make the pages and read one", "manual . && man ./ticketvault.1"}}, {}});
    command.callback([root, &context, folder] {
        if (!write_pages(root.app(), *folder))
            complain(
                context, ExitCode::failed, "the manual pages could not be written to that folder");
    });
}

} // namespace cli
