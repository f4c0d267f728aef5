#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/local_options.h"
#include "text/json_text.h"
#include "vault/clock_confirmation.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace cli {

namespace {

Answer<void> run_confirm(Context& context, const LocalOptions& options)
{
    const auto custody = obtain_custody(context, options);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto now = vault::confirm_clock(options.folders(), *custody, context.world);
    if (!now)
        return std::unexpected{to_fault(now.error())};
    if (context.json)
        print_json(context, {{"now", vault::to_rfc3339(*now)}});
    else
        context.out << "It is " << vault::to_rfc3339(*now)
                    << " for the vault, and what was due by then is destroyed.\n";
    return {};
}

} // namespace

void add_clock_command(Command root, Context& context)
{
    const Command clock = root.add_subcommand("clock", "Tell the vault that the clock is right");
    const Command confirm =
        clock.add_subcommand("confirm", "Believe the clock, and destroy what is due by it");
    const auto opened = add_local_options(confirm, true);
    describe(confirm,
        {"A vault that was closed for more than three days, or whose clock runs ahead of the one "
         "that counts since the machine's start, refuses what is over by its clock and destroys "
         "nothing by it: a wrong clock must not destroy everything. Look at the clock first. No "
         "service may hold the vault. The confirmation is an audit entry.",
            {{"After a long time off",
                "clock confirm --data data --keys keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(confirm, context, [&context, opened] { return run_confirm(context, *opened); });
}

} // namespace cli
