#include "commands.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace cli {

namespace {

void show_view(Context& context, const nlohmann::json& view)
{
    if (context.json) {
        print_json(context, view);
        return;
    }
    if (list_at(view, "people").empty())
        context.out << "Nobody is named: no glass can be broken.\n";
    Table people{{{"MAY BREAK THE GLASS"}}};
    for (const auto& person : list_at(view, "people"))
        people.add({person.is_string() ? person.get<std::string>() : ""});
    if (!list_at(view, "people").empty())
        people.print(context.out, context.colour);
    if (list_at(view, "unreviewed").empty())
        return;
    const auto now = context.world.clock.now();
    Table cases{{{"UNREVIEWED GRANT"}, {"CREDENTIAL"}, {"TICKET"}, {"AGENT"}, {"CONFIRMED BY"},
        {"REVIEW DUE"}}};
    for (const auto& one : list_at(view, "unreviewed"))
        cases.add({text_at(one, "grant"), text_at(one, "credential"), text_at(one, "ticket"),
            text_at(one, "agent"), text_at(one, "confirmed_by"),
            relative_time(text_at(one, "review_due_at"), now)});
    context.out << '\n';
    cases.print(context.out, context.colour);
}

Answer<void> run_show(Context& context, const RemoteOptions& remote)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto view = client->get("/v1/break-glass");
    if (!view)
        return std::unexpected{view.error()};
    show_view(context, *view);
    return {};
}

struct NameOptions {
    std::vector<std::string> people;
    bool nobody = false;
};

Answer<void> run_name(Context& context, const RemoteOptions& remote, const NameOptions& options)
{
    if (options.people.empty() != options.nobody)
        return fault(ExitCode::usage, "name the agents by their ids, or --nobody");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto view =
        client->send("PUT", "/v1/break-glass", nlohmann::json{{"people", options.people}});
    if (!view)
        return std::unexpected{view.error()};
    show_view(context, *view);
    return {};
}

} // namespace

void add_break_glass_command(Command root, Context& context)
{
    const Command glass = root.add_subcommand(
        "break-glass", "Who may open a credential without its customer, and what was not reviewed");

    const Command show = glass.add_subcommand("show", "Show who may, and what was not reviewed");
    const auto show_remote = add_remote_options(show, Signs::account);
    describe(show, {"For agents, auditors and administrators.", {{"Who may?", "break-glass show"}},
                       {ExitCode::unreachable}});
    on_run(show, context, [&context, show_remote] { return run_show(context, *show_remote); });

    const Command name = glass.add_subcommand("name", "Name the agents who may: the whole list");
    const auto options = std::make_shared<NameOptions>();
    const auto remote = add_remote_options(name, Signs::account);
    add_ids(name, "PERSON", options->people, "per_",
        "Ids of agents (per_...), as 'user list' shows them");
    name.add_flag("--nobody", options->nobody, "Name nobody");
    describe(name,
        {"For administrators. Two of them are needed to break the glass ('grant break-glass'), so "
         "fewer than two names are as good as none.",
            {{"Two people on call", "break-glass name per_... per_..."}}, {ExitCode::unreachable}});
    on_run(name, context,
        [&context, remote, options] { return run_name(context, *remote, *options); });
}

} // namespace cli
