#include "audit/audit_parts.h"
#include "audit/audit_source.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "terminal/progress_bar.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <utility>

namespace cli {

namespace {

// Where the log or the database cannot be read, as verify tells it: the same exit code, and the place.
std::unexpected<Fault> not_readable(const vault::LogCopy& copy, const vault::Error& error)
{
    Fault replaying = to_fault(error);
    if (error.code() != vault::ErrorCode::corrupt)
        return std::unexpected{std::move(replaying)};
    replaying.code = ExitCode::inconsistent_log;
    const auto verdict = copy.verify(nullptr);
    if (verdict && !verdict->ok)
        replaying.sentence = fmt::format("nothing could be replayed: {}{}. Keep a copy of "
                                         "everything as evidence before you change anything",
            verdict->first_bad_seq ? fmt::format("entry {}: ", *verdict->first_bad_seq) : "",
            escape_text(verdict->problem));
    return std::unexpected{std::move(replaying)};
}

Answer<void> replay_audit(Context& context, const LocalOptions& options)
{
    const auto copy = open_log_copy(context, options);
    if (!copy)
        return std::unexpected{copy.error()};
    const auto verdict = [&] {
        ProgressBar bar{context, "replaying"};
        return copy->replay(
            [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
    }();
    if (!verdict)
        return not_readable(*copy, verdict.error());
    nlohmann::json document = {{"ok", verdict->ok}, {"entries", verdict->entries},
        {"tickets", verdict->tickets}, {"attachments", verdict->attachments},
        {"credentials", verdict->credentials}, {"grants", verdict->grants},
        {"accounts", verdict->accounts}, {"groups", verdict->groups},
        {"policies", verdict->policies}, {"mismatches", verdict->mismatches},
        {"first", nlohmann::json::array()}};
    Table table{{{"OBJECT"}, {"THE LOG SAYS"}, {"THE DATABASE SAYS"}}};
    for (const vault::ReplayMismatch& one : verdict->first) {
        document["first"].push_back(
            {{"id", one.id}, {"in_log", one.in_log}, {"in_database", one.in_database}});
        table.add({one.id, one.in_log, one.in_database});
    }
    if (context.json)
        print_json(context, document);
    else if (verdict->ok)
        context.out << fmt::format(
            "The log of {} entries leads to every state the database holds: {} tickets, {} "
            "attachments, {} credentials, {} grants, {} accounts, {} groups of approvers, {} "
            "policies.\n",
            verdict->entries, verdict->tickets, verdict->attachments, verdict->credentials,
            verdict->grants, verdict->accounts, verdict->groups, verdict->policies);
    else
        table.print(context.out, context.colour);
    if (verdict->ok)
        return {};
    return fault(
        ExitCode::inconsistent_log, fmt::format("{} times the database or an entry is not what the "
                                                "entries before lead to. Keep a copy of "
                                                "everything as evidence before you change anything",
                                        verdict->mismatches));
}

} // namespace

void add_audit_replay(Command audit, Context& context)
{
    const Command replay = audit.add_subcommand(
        "replay", "Derive every state again from the log and compare it with the database");
    const auto folders = add_local_options(replay, true);
    describe(replay,
        {"Tickets, attachments, credentials with what their customers allowed in advance, grants "
         "with their approvals and how often each was opened, accounts, groups of approvers, the "
         "policies of the house and of tickets, and who may break the glass. On folders no service "
         "holds, or a copy of them; nothing is changed.",
            {{"On a copy",
                "audit replay --data copy/data --keys copy/keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(replay, context, [&context, folders] { return replay_audit(context, *folders); });
}

} // namespace cli
