#include "audit/audit_log_view.h"
#include "audit/audit_parts.h"
#include "audit/audit_source.h"
#include "audit/follow_log.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/option_values.h"
#include "options/time_option.h"
#include "text/json_text.h"
#include "vault/audit.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <utility>

namespace cli {

namespace {

struct LogOptions {
    EntryQuery query;
    std::optional<std::uint64_t> from; // none: the newest
    std::uint64_t limit = 50;
    bool csv = false;
    bool follow = false;
};

constexpr std::uint64_t seq_end = (1ULL << 53) - 1; // the server's own bound

Answer<void> run_log(Context& context, const RemoteOptions& remote, const LocalOptions& local,
    const LogOptions& options)
{
    if (context.json && options.csv)
        return fault(ExitCode::usage, "--csv and --json are two forms of one output; give one");
    if (local.any() && options.query.address)
        return fault(ExitCode::usage,
            "--address looks for what stays sealed in folders no service holds; ask the service, "
            "without --data and --keys");
    EntryQuery query = options.query;
    for (const auto& [text, option] :
        {std::pair{&query.since, "--since"}, std::pair{&query.until, "--until"}}) {
        const auto at = point_in_time(context, *text, option);
        if (!at)
            return std::unexpected{at.error()};
        *text = *at;
    }
    if (const auto checked = check_period(query.since, query.until); !checked)
        return checked;
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    query.from = options.from.value_or(0);
    if (!options.from && !query.before && !(options.follow && !query.since.empty()))
        query.before = seq_end;
    if (options.follow)
        return follow_log(context, **source, std::move(query));
    const auto entries = (*source)->rows(query, options.limit);
    if (!entries)
        return std::unexpected{entries.error()};
    if (context.json)
        print_json(context, *entries);
    else if (options.csv)
        print_entries_csv(context, list_at(*entries, "data"));
    else if (list_at(*entries, "data").empty())
        context.err << "No entries.\n";
    else
        print_entries(context, list_at(*entries, "data"));
    for (const auto& [name, words] : {std::pair{"next_from", "Later entries: --from "},
             {"next_before", "Earlier entries: --before "}})
        if (entries->contains(name) && !context.json)
            context.err << words << number_at(*entries, name) << '\n';
    return {};
}

void add_log(Command audit, Context& context)
{
    const Command log = audit.add_subcommand("log", "List audit entries, the newest last");
    const auto options = std::make_shared<LogOptions>();
    const auto remote = add_remote_options(log);
    const auto local = add_local_options(log, false);
    EntryQuery& query = options->query;
    add_id_option(log, "--ticket", query.ticket, "tkt_", "Only entries of this ticket");
    add_id_option(log, "--credential", query.credential, "crd_", "Only entries of this credential");
    add_id_option(log, "--actor", query.actor, "per_", "Only what this person did");
    log.add_option("--event", query.event,
           "Only this event, or all that begin so: credential.unsealed, grant.")
        .type_name("EVENT")
        .check([](const std::string& text) { return vault::is_event_choice(text); },
            std::string{event_kind});
    add_time(log, "--since", query.since, "From then on: 2h, 7d, 2026-11-24, 2026-11-24T12:00:00Z");
    add_time(log, "--until", query.until, "Up to then");
    log.add_option(
           "--address",
           [&query](const std::string& text) { query.address = AddressFilter::parse(text); },
           "Only what came from this network address, or network (10.0.0.0/8); not with --data, "
           "where addresses are sealed")
        .type_name("ADDRESS")
        .check([](const std::string& text) { return AddressFilter::parse(text).has_value(); },
            std::string{address_kind});
    const auto before = log.add_option("--before", query.before, "Only entries before this one")
                            .type_name("N")
                            .between(0, seq_end);
    log.add_option("--from", options->from, "From this entry on, instead of the newest")
        .type_name("N")
        .between(0, seq_end)
        .excludes(before);
    const auto limit = add_limit(log, options->limit);
    const auto csv = log.add_flag(
        "--csv", options->csv, "Comma separated values, safe to open in a spreadsheet");
    log.add_flag("-f,--follow", options->follow,
           "Go on and show each new entry, behind a restart of the server, too; with --json one "
           "document a line")
        .excludes(limit)
        .excludes(before)
        .excludes(csv);
    describe(log,
        {"For auditors; customers and guests see the entries of their own tickets with --ticket. "
         "With "
         "--data and --keys from folders no service holds; names, addresses and reasons stay "
         "sealed there.",
            {{"What happened to one ticket", "audit log --ticket tkt_..."},
                {"Every refusal and opening of the last day",
                    "audit log --event credential. --since 1d"},
                {"As it happens", "audit log --since 1h --follow"},
                {"For a spreadsheet", "audit log --since 30d --limit 10000 --csv > november.csv"}},
            {ExitCode::unreachable}});
    on_run(log, context,
        [&context, remote, local, options] { return run_log(context, *remote, *local, *options); });
}

} // namespace

void add_audit_log(Command audit, Context& context) { add_log(audit, context); }

} // namespace cli
