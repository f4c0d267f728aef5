#include "commands.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "text/json_text.h"
#include "text/table.h"
#include "vault/approver_group.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace cli {

namespace {

struct GroupOptions {
    std::string name;
    std::vector<std::string> people;
    bool nobody = false;
};

std::string path_of(const GroupOptions& options) { return "/v1/approver-groups/" + options.name; }

// A row for each person; of a group that has none, or does not say who, one that tells which.
void add_rows(Table& table, const nlohmann::json& group)
{
    const auto name = text_at(group, "name");
    const auto active = std::to_string(number_at(group, "active"));
    const auto& people = list_at(group, "people");
    if (people.empty())
        table.add({name, active, group.contains("people") ? "-" : "hidden"});
    for (const auto& person : people)
        table.add({name, active, person.is_string() ? person.get<std::string>() : ""});
}

Table new_table() { return Table{{{"GROUP"}, {"ACTIVE", 0, true}, {"PEOPLE"}}}; }

Answer<void> run_list(Context& context, const RemoteOptions& remote)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto groups = client->get("/v1/approver-groups");
    if (!groups)
        return std::unexpected{groups.error()};
    if (context.json) {
        print_json(context, *groups);
        return {};
    }
    Table table = new_table();
    for (const auto& group : list_at(*groups, "data"))
        add_rows(table, group);
    if (table.empty())
        context.err << "No groups.\n";
    else
        table.print(context.out, context.colour);
    return {};
}

Answer<void> run_set(Context& context, const RemoteOptions& remote, const GroupOptions& options)
{
    if (options.people.empty() != options.nobody)
        return fault(ExitCode::usage, "name the agents by their ids, or --nobody");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto group =
        client->send("PUT", path_of(options), nlohmann::json{{"people", options.people}});
    if (!group)
        return std::unexpected{group.error()};
    if (context.json) {
        print_json(context, *group);
        return {};
    }
    Table table = new_table();
    add_rows(table, *group);
    table.print(context.out, context.colour);
    return {};
}

Answer<void> run_remove(Context& context, const RemoteOptions& remote, const GroupOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    if (const auto removed = client->send("DELETE", path_of(options)); !removed)
        return std::unexpected{removed.error()};
    if (context.json)
        print_json(context, {{"removed", true}, {"group", options.name}});
    else
        context.out << "Removed " << options.name << '\n';
    return {};
}

void add_name(Command command, std::string& name)
{
    command
        .add_option(
            "NAME", name, "The group's name: 1 to 30 of a to z, 0 to 9, - and _, not 'none'")
        .required()
        .check([](const std::string& text) { return vault::is_group_name(text); });
}

} // namespace

void add_group_command(Command root, Context& context)
{
    const Command group =
        root.add_subcommand("group", "Groups of agents whom a policy asks for approval");

    const Command list = group.add_subcommand("list", "List the groups and who is in them");
    const auto list_remote = add_remote_options(list);
    describe(list, {"Customers see names and how many count, not who ('hidden'), and can ask for "
                    "them in the policy of a ticket. "
                    "ACTIVE leaves out who is disabled.",
                       {{"Whom can a policy ask?", "group list"}}, {ExitCode::unreachable}});
    on_run(list, context, [&context, list_remote] { return run_list(context, *list_remote); });

    const Command set = group.add_subcommand("set", "Say who is in a group: the whole list");
    const auto wanted = std::make_shared<GroupOptions>();
    const auto remote = add_remote_options(set, Signs::account);
    add_name(set, wanted->name);
    add_ids(set, "PERSON", wanted->people, "per_",
        "Ids of agents (per_...), as 'user list' shows them");
    set.add_flag("--nobody", wanted->nobody, "Nobody is in it");
    describe(set, {"For administrators. A group that is not there is made. Policies ask for so "
                   "many of it ('policy set --approver-groups'); waiting requests count the "
                   "approvals of who is in it now.",
                      {{"Two people for security", "group set security per_... per_..."}},
                      {ExitCode::unreachable}});
    on_run(set, context, [&context, remote, wanted] { return run_set(context, *remote, *wanted); });

    const Command remove = group.add_subcommand("remove", "Remove a group that no policy names");
    const auto removed = std::make_shared<GroupOptions>();
    const auto remove_remote = add_remote_options(remove, Signs::account);
    add_name(remove, removed->name);
    describe(remove, {"For administrators. Refused while the house's policy or that of a ticket "
                      "that is not closed names it; 'group set NAME --nobody' empties it.",
                         {{"One that nobody asks for any more", "group remove security"}},
                         {ExitCode::unreachable}});
    on_run(remove, context, [&context, remove_remote, removed] {
        return run_remove(context, *remove_remote, *removed);
    });
}

} // namespace cli
