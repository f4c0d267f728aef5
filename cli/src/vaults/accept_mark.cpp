#include "vaults/accept_mark.h"

#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/local_options.h"
#include "text/json_text.h"
#include "vault/mark_acceptance.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace cli {

namespace {

Answer<void> run_accept_mark(Context& context, const LocalOptions& options)
{
    const auto custody = obtain_custody(context, options);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto entries = vault::accept_mark(options.folders(), *custody, context.world);
    if (!entries)
        return std::unexpected{to_fault(entries.error())};
    if (context.json)
        print_json(context, {{"accepted", true}, {"log_size", *entries}});
    else
        context.out << fmt::format(
            "The vault opens again; its log has {} entries, the acceptance among them.\n",
            *entries);
    return {};
}

} // namespace

void add_accept_mark(Command keys, Context& context)
{
    const Command accept = keys.add_subcommand(
        "accept-mark", "Believe that the database is the newest, after a mark was lost");
    const auto opened = add_local_options(accept, true);
    describe(accept,
        {"The keys folder has two marks that say how long the audit log is, so that an older copy "
         "of the database is refused. When one of them is damaged beyond reading and the log ends "
         "where the other one says, nobody can tell whether entries are missing, and the vault "
         "does not open. Compare the log with a receipt, certificate or checkpoint from before "
         "first ('audit consistency'). No service may hold the vault. The acceptance is an audit "
         "entry.",
            {{"After the comparison",
                "keys accept-mark --data data --keys keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(accept, context, [&context, opened] { return run_accept_mark(context, *opened); });
}

} // namespace cli
