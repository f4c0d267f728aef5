#include "commands.h"

#include "audit_log_view.h"
#include "audit_verify.h"
#include "command_help.h"
#include "command_parts.h"
#include "duration.h"
#include "escape.h"
#include "json_text.h"
#include "private_file.h"
#include "remote_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

struct LogOptions {
    std::string ticket;
    std::string credential;
    std::string actor;
    std::string event;
    std::string since;
    std::string until;
    std::uint64_t from = 0;
    std::uint64_t limit = 50;
    bool csv = false;
};

// "2h" is two hours ago; anything else must be a time or a day in UTC.
Answer<std::string> point_in_time(
    Context& context, const std::string& text, std::string_view option)
{
    if (text.empty())
        return text;
    if (const auto ago = parse_duration(text))
        return vault::to_rfc3339(context.world.clock.now() + -*ago * 1000);
    vault::Instant at;
    if (vault::parse_rfc3339(text, at) || vault::parse_rfc3339(text + "T00:00:00Z", at))
        return vault::to_rfc3339(at);
    return fault(ExitCode::usage, fmt::format("{} takes a duration back (2h, 7d), a day "
                                              "(2026-11-24) or a time (2026-11-24T12:00:00Z)",
                                      option));
}

Answer<void> run_log(Context& context, const RemoteOptions& remote, const LogOptions& options)
{
    const auto since = point_in_time(context, options.since, "--since");
    if (!since)
        return std::unexpected{since.error()};
    const auto until = point_in_time(context, options.until, "--until");
    if (!until)
        return std::unexpected{until.error()};
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto entries = client->get_pages("/v1/audit/entries",
        {{"ticket", options.ticket}, {"credential", options.credential}, {"actor", options.actor},
            {"event", options.event}, {"since", *since}, {"until", *until},
            {"from", options.from == 0 ? "" : std::to_string(options.from)}},
        options.limit, "from", "next_from");
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
    if (entries->contains("next_from") && !context.json)
        context.err << fmt::format(
            "There may be more: --from {}\n", number_at(*entries, "next_from"));
    return {};
}

Answer<void> run_who_saw(Context& context, const RemoteOptions& remote, const std::string& ticket)
{
    constexpr std::uint64_t entries_max = 10000;
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    nlohmann::json opened = {{"ticket", ticket}, {"data", nlohmann::json::array()}};
    for (const char* event : {"credential.unsealed", "original.unsealed"}) {
        const auto entries = client->get_pages("/v1/audit/entries",
            {{"ticket", ticket}, {"event", event}}, entries_max, "from", "next_from");
        if (!entries)
            return std::unexpected{entries.error()};
        for (const auto& entry : list_at(*entries, "data"))
            opened["data"].push_back(entry);
    }
    std::sort(opened["data"].begin(), opened["data"].end(),
        [](const auto& a, const auto& b) { return number_at(a, "seq") < number_at(b, "seq"); });
    if (context.json)
        print_json(context, opened);
    else
        print_who_saw(context, opened["data"]);
    return {};
}

Answer<void> run_checkpoint(Context& context, const RemoteOptions& remote, const std::string& file)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto note = client->get_text("/v1/audit/checkpoint");
    if (!note)
        return std::unexpected{note.error()};
    if (!file.empty()) {
        if (const auto written = write_private_file(file, *note, "the checkpoint"); !written)
            return written;
    }
    if (context.json)
        print_json(context, {{"checkpoint", *note}});
    else if (file.empty())
        context.out << escape_text(*note, Lines::kept);
    return {};
}

void add_log(CLI::App& audit, Context& context)
{
    CLI::App* log = audit.add_subcommand("log", "List audit entries");
    const auto options = std::make_shared<LogOptions>();
    const auto remote = add_remote_options(*log);
    add_id_option(*log, "--ticket", options->ticket, "tkt_", "Only entries of this ticket");
    add_id_option(
        *log, "--credential", options->credential, "crd_", "Only entries of this credential");
    add_id_option(*log, "--actor", options->actor, "per_", "Only what this person did");
    log->add_option("--event", options->event,
           "Only this event, or all that begin so: credential.unsealed, grant.")
        ->type_name("EVENT");
    log->add_option(
           "--since", options->since, "From then on: 2h, 7d, 2026-11-24, 2026-11-24T12:00:00Z")
        ->type_name("TIME");
    log->add_option("--until", options->until, "Up to then")->type_name("TIME");
    log->add_option("--from", options->from, "Start at this entry")->type_name("N");
    add_limit(*log, options->limit);
    log->add_flag("--csv", options->csv, "Comma separated values, safe to open in a spreadsheet");
    describe(*log,
        {"For auditors; customers and guests see the entries of their own tickets with --ticket.",
            {{"What happened to one ticket", "audit log --ticket tkt_..."},
                {"Every refusal and opening of the last day",
                    "audit log --event credential. --since 1d"},
                {"For a spreadsheet", "audit log --since 30d --limit 10000 --csv > november.csv"}},
            {ExitCode::unreachable}});
    on_run(
        *log, context, [&context, remote, options] { return run_log(context, *remote, *options); });
}

void add_verify(CLI::App& audit, Context& context)
{
    CLI::App* verify = audit.add_subcommand(
        "verify", "Read the whole log again and prove that nothing was changed");
    const auto remote = add_remote_options(*verify);
    const auto local = add_local_options(*verify, false);
    describe(*verify,
        {"With --data and --keys on this machine's folders or a copy of them, which no service may "
         "hold; nothing is changed. Otherwise the "
         "server does it. The first entry that does not hold is named.",
            {{"On a copy, without a server",
                 "audit verify --data copy/data --keys copy/keys --custody-file custody.key"},
                {"By the server", "audit verify"}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(*verify, context, [&context, remote, local] {
        return local->any() ? verify_audit_locally(context, *local)
                            : verify_audit_remotely(context, *remote);
    });
}

} // namespace

void add_audit_command(CLI::App& root, Context& context)
{
    CLI::App* audit = root.add_subcommand("audit", "Read and prove the audit log");
    add_log(*audit, context);
    add_verify(*audit, context);

    CLI::App* who_saw =
        audit->add_subcommand("who-saw", "Show who opened the credentials of a ticket");
    const auto ticket = std::make_shared<std::string>();
    auto remote = add_remote_options(*who_saw);
    add_id(*who_saw, "TICKET", *ticket, "tkt_", "The ticket's id (tkt_...)");
    describe(
        *who_saw, {"For auditors, and the customer of the ticket. Refused attempts are shown too.",
                      {{"Who saw it?", "audit who-saw tkt_..."}}, {ExitCode::unreachable}});
    on_run(*who_saw, context,
        [&context, remote, ticket] { return run_who_saw(context, *remote, *ticket); });

    CLI::App* checkpoint =
        audit->add_subcommand("checkpoint", "Print the newest signed head of the log");
    const auto file = std::make_shared<std::string>();
    remote = add_remote_options(*checkpoint);
    checkpoint->add_option("-o,--output", *file, "Write to this file instead of standard output")
        ->type_name("FILE");
    describe(*checkpoint,
        {"A C2SP signed note. Kept elsewhere, it shows later whether the log was rolled back.",
            {{"Keep one each day", "audit checkpoint -o \"$(date +%F).checkpoint\""}},
            {ExitCode::unreachable}});
    on_run(*checkpoint, context,
        [&context, remote, file] { return run_checkpoint(context, *remote, *file); });
}

} // namespace cli
