#include "audit/audit_log_view.h"
#include "audit/audit_parts.h"
#include "audit/audit_report.h"
#include "audit/audit_source.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/time_option.h"
#include "text/duration.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace cli {

namespace {

Answer<void> run_overdue(Context& context, const LocalOptions& local)
{
    const auto copy = open_log_copy(context, local);
    if (!copy)
        return std::unexpected{copy.error()};
    const auto items = copy->overdue();
    if (!items)
        return std::unexpected{to_fault(items.error())};
    const auto now = context.world.clock.now();
    nlohmann::json document = {{"data", nlohmann::json::array()}};
    Table table{{{"OBJECT"}, {"WHAT"}, {"DUE"}}};
    for (const vault::OverdueItem& item : *items) {
        document["data"].push_back(
            {{"id", item.id}, {"what", item.what}, {"since", vault::to_rfc3339({item.since_ms})}});
        table.add({item.id, item.what, describe_time(vault::Instant{item.since_ms}, now)});
    }
    if (context.json)
        print_json(context, document);
    else if (items->empty())
        context.out << "Nothing is overdue.\n";
    else
        table.print(context.out, context.colour);
    return {};
}

void print_counts(
    Context& context, std::string_view title, const std::map<std::string, std::uint64_t>& counts)
{
    if (counts.empty())
        return;
    Table table{{{title, 60}, {"TIMES", 0, true}}};
    for (const auto& one : AuditReport::sorted(counts))
        table.add({one.name, std::to_string(one.opens)});
    context.out << '\n';
    table.print(context.out, context.colour);
}

void print_people(Context& context, std::string_view title, const AuditReport& report,
    const std::map<std::string, std::uint64_t>& counts)
{
    if (counts.empty())
        return;
    Table table{{{title}, {"ROLE"}, {"NAME", name_columns_max}, {"TIMES", 0, true}}};
    for (const auto& one : AuditReport::sorted(counts)) {
        const RowActor who = report.person(one.name);
        table.add({who.id, who.role, who.name, std::to_string(one.opens)});
    }
    context.out << '\n';
    table.print(context.out, context.colour);
}

void print_report(Context& context, const AuditReport& report)
{
    FactList facts;
    facts.add("period",
        fmt::format("{} to {}", report.since().empty() ? "the start of the log" : report.since(),
            report.until().empty() ? vault::to_rfc3339(context.world.clock.now())
                                   : report.until()));
    facts.add("opened", std::to_string(report.opens));
    facts.add("fetched again", std::to_string(report.fetched_again));
    facts.add("approved when asked", std::to_string(report.approval_seconds.size()));
    facts.add("approved by policy", std::to_string(report.approved_by_policy));
    facts.add("refused when asked", std::to_string(report.denied));
    facts.add(
        "break-glass", fmt::format("{}, {} reviewed", report.glass_broken, report.glass_reviewed));
    facts.add("standing consents",
        fmt::format("{} given, {} withdrawn", report.consents_given, report.consents_withdrawn));
    if (!report.approval_seconds.empty())
        facts.add("time to approval",
            fmt::format("half within {}, all within {}",
                format_duration(static_cast<std::int64_t>(report.approval_seconds_median())),
                format_duration(
                    static_cast<std::int64_t>(std::ranges::max(report.approval_seconds)))));
    facts.print(context.out, context.colour);
    print_counts(context, "OPENED FOR", report.by_reason);
    print_counts(context, "OPENED FOR CODE", report.by_code);
    print_people(context, "OPENED BY", report, report.by_agent);
    print_people(context, "OPENED OF", report, report.by_customer);
    print_counts(context, "REFUSED", report.refusals);
}

struct ReportOptions {
    std::string since;
    std::string until;
};

Answer<void> run_report(Context& context, const RemoteOptions& remote, const LocalOptions& local,
    const ReportOptions& options)
{
    const auto since = point_in_time(context, options.since, "--since");
    if (!since)
        return std::unexpected{since.error()};
    const auto until = point_in_time(context, options.until, "--until");
    if (!until)
        return std::unexpected{until.error()};
    const auto now = vault::to_rfc3339(context.world.clock.now());
    if (const auto checked = check_period(*since, until->empty() ? now : *until); !checked)
        return checked;
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    EntryQuery query;
    query.until = *until;
    const auto rows = (*source)->rows(query, std::numeric_limits<std::uint64_t>::max());
    if (!rows)
        return std::unexpected{rows.error()};
    AuditReport report{*since, *until};
    for (const auto& row : list_at(*rows, "data"))
        report.add(row);
    if (context.json)
        print_json(context, report.to_json());
    else
        print_report(context, report);
    return {};
}

// Breakings of the glass that nobody has reviewed, by the log alone: {grant: the entry that approved it}.
Answer<std::map<std::string, nlohmann::json>> unreviewed_of(AuditSource& source)
{
    std::map<std::string, nlohmann::json> open;
    for (const char* event : {"grant.approved", "break_glass.reviewed"}) {
        EntryQuery query;
        query.event = event;
        const auto rows = source.rows(query, std::numeric_limits<std::uint64_t>::max());
        if (!rows)
            return std::unexpected{rows.error()};
        for (const auto& row : list_at(*rows, "data")) {
            const auto& entry = entry_of_row(row);
            const std::string grant = text_at(entry, "grant");
            if (text_at(entry, "outcome") != "ok")
                continue;
            if (text_at(row, "event") == "break_glass.reviewed")
                open.erase(grant);
            else if (text_at(entry, "why") == "break_glass")
                open.emplace(grant, row);
        }
    }
    return open;
}

Answer<void> run_unreviewed(
    Context& context, const RemoteOptions& remote, const LocalOptions& local)
{
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    const auto open = unreviewed_of(**source);
    if (!open)
        return std::unexpected{open.error()};
    const auto now = context.world.clock.now();
    nlohmann::json document = {{"data", nlohmann::json::array()}};
    Table table{
        {{"GRANT"}, {"CREDENTIAL"}, {"TICKET"}, {"AGENT"}, {"CONFIRMED BY"}, {"REVIEW DUE"}}};
    std::vector<nlohmann::json> rows;
    for (const auto& [grant, row] : *open)
        rows.push_back(row);
    std::ranges::sort(rows, {}, [](const nlohmann::json& row) { return number_at(row, "seq"); });
    for (const nlohmann::json& row : rows) {
        const auto& entry = entry_of_row(row);
        vault::Instant confirmed;
        (void)vault::parse_rfc3339(text_at(row, "time"), confirmed);
        const auto due = confirmed + vault::break_glass_review_ms;
        document["data"].push_back({{"grant", text_at(entry, "grant")},
            {"credential", text_at(entry, "credential")}, {"ticket", text_at(entry, "ticket")},
            {"agent", text_at(entry, "person")}, {"confirmed_by", text_at(entry, "actor")},
            {"confirmed_at", text_at(row, "time")}, {"review_due_at", vault::to_rfc3339(due)}});
        table.add({text_at(entry, "grant"), text_at(entry, "credential"), text_at(entry, "ticket"),
            text_at(entry, "person"), actor_of_row(row).id, describe_time(due, now)});
    }
    if (context.json)
        print_json(context, document);
    else if (rows.empty())
        context.out << "Nothing waits for a review.\n";
    else
        table.print(context.out, context.colour);
    return {};
}

void add_unreviewed(Command audit, Context& context)
{
    const Command unreviewed = audit.add_subcommand(
        "unreviewed", "List what was opened past its customer and not reviewed");
    const auto remote = add_remote_options(unreviewed, Signs::account);
    const auto local = add_local_options(unreviewed, false);
    describe(
        unreviewed, {"For auditors. Counted from the log alone, through the service or, with "
                     "--data and --keys, "
                     "on folders no service holds. An administrator reviews with 'grant review'.",
                        {{"What is still owed", "audit unreviewed"}}, {ExitCode::unreachable}});
    on_run(unreviewed, context,
        [&context, remote, local] { return run_unreviewed(context, *remote, *local); });
}

} // namespace

void add_audit_reviews(Command audit, Context& context)
{
    const Command overdue =
        audit.add_subcommand("overdue", "List what time should have ended and has not");
    const auto folders = add_local_options(overdue, true);
    describe(overdue, {"Credentials past their expiry, keys whose destruction was decided and not "
                       "finished, grants "
                       "past their end. On folders no service holds: a running service ends them "
                       "within a second.",
                          {{"While the service is down",
                              "audit overdue --data data --keys keys --custody-file custody.key"}},
                          {ExitCode::unreachable}});
    on_run(overdue, context, [&context, folders] { return run_overdue(context, *folders); });

    add_unreviewed(audit, context);

    const Command report = audit.add_subcommand(
        "report", "Count openings by reason, agent and customer, approvals and refusals");
    const auto options = std::make_shared<ReportOptions>();
    const auto remote = add_remote_options(report, Signs::account);
    const auto local = add_local_options(report, false);
    add_time(report, "--since", options->since, "From then on: 7d, 2026-11-01");
    add_time(report, "--until", options->until, "Up to then");
    describe(report, {"For auditors. The whole log up to the end of the period is read, since "
                      "what was opened in it "
                      "may have been asked for before.",
                         {{"November", "audit report --since 2026-11-01 --until 2026-12-01"}},
                         {ExitCode::unreachable}});
    on_run(report, context, [&context, remote, local, options] {
        return run_report(context, *remote, *local, *options);
    });
}

} // namespace cli
