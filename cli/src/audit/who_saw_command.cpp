#include "audit/audit_log_view.h"
#include "audit/audit_parts.h"
#include "audit/audit_source.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "text/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace cli {

namespace {

// Of what was refused by role or for being another's: only where a value was reached for.
bool is_about_opening(const nlohmann::json& row)
{
    const std::string act = text_at(entry_of_row(row), "act");
    return act.empty() || act.ends_with("/unseal") || act.ends_with("/fetch-again");
}

nlohmann::json with_reason(nlohmann::json row, const std::map<std::string, std::string>& reasons)
{
    const auto reason = reasons.find(text_at(entry_of_row(row), "grant"));
    if (reason != reasons.end() && !reason->second.empty() && !row.contains("reason"))
        row["reason"] = reason->second;
    return row;
}

Answer<void> run_who_saw(Context& context, const RemoteOptions& remote, const LocalOptions& local,
    const std::string& ticket)
{
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    // Nobody opened what is not there, and a mistyped id would clear everybody.
    EntryQuery anything;
    anything.ticket = ticket;
    const auto known = (*source)->rows(anything, 1);
    constexpr int not_there = 404;
    if (!known && known.error().http_status != not_there)
        return std::unexpected{known.error()};
    if (!known || list_at(*known, "data").empty())
        return fault(ExitCode::failed, "the log has no entry of this ticket; check its id");
    nlohmann::json opened = {{"ticket", ticket}, {"data", nlohmann::json::array()},
        {"limited", nlohmann::json::array()}};
    std::map<std::string, std::string> reasons; // by grant: who opens says none, who asked did
    for (const std::string event : {"grant.requested", "credential.unsealed", "original.unsealed",
             "credential.delivered_again", "access.refused", "access.limited"}) {
        EntryQuery query;
        query.ticket = ticket;
        query.event = event;
        const auto entries = (*source)->rows(query, std::numeric_limits<std::uint64_t>::max());
        if (!entries)
            return std::unexpected{entries.error()};
        for (const auto& entry : list_at(*entries, "data"))
            if (event == "grant.requested")
                reasons[text_at(entry_of_row(entry), "grant")] = text_at(entry, "reason");
            else if (event == "access.limited")
                opened["limited"].push_back(entry);
            else if (is_about_opening(entry))
                opened["data"].push_back(with_reason(entry, reasons));
    }
    std::sort(opened["data"].begin(), opened["data"].end(),
        [](const auto& a, const auto& b) { return number_at(a, "seq") < number_at(b, "seq"); });
    if (context.json)
        print_json(context, opened);
    else
        print_who_saw(context, opened["data"], opened["limited"].size());
    return {};
}

} // namespace

void add_who_saw(Command audit, Context& context)
{
    const Command who_saw =
        audit.add_subcommand("who-saw", "Show who opened the credentials of a ticket");
    const auto ticket = std::make_shared<std::string>();
    const auto remote = add_remote_options(who_saw);
    const auto local = add_local_options(who_saw, false);
    add_id(who_saw, "TICKET", *ticket, "tkt_", "The ticket's id (tkt_...)");
    describe(who_saw,
        {"For auditors, and the customer of the ticket. Refused attempts are shown too, and where "
         "there were more of them within a minute than the log takes, that there were.",
            {{"Who saw it?", "audit who-saw tkt_..."}}, {ExitCode::unreachable}});
    on_run(who_saw, context, [&context, remote, local, ticket] {
        return run_who_saw(context, *remote, *local, *ticket);
    });
}

} // namespace cli
