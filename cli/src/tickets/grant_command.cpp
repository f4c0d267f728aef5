#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "text/duration.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "tickets/approvals_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace cli {

namespace {

struct RequestOptions {
    std::string credential;
    std::string reason;
    std::string reason_code;
    std::int64_t seconds = 0;
    std::uint64_t unseals_max = 1;
};

struct ListOptions {
    std::string state;
    std::string ticket;
    std::uint64_t limit = 50;
};

std::string unseals(const nlohmann::json& grant)
{
    return fmt::format(
        "{} of {}", number_at(grant, "unseals_done"), number_at(grant, "unseals_max"));
}

// How a grant ended, in words; empty while it has not.
std::string how_ended(const nlohmann::json& grant, vault::Instant now)
{
    struct Ending {
        std::string_view state;
        std::string_view words;
    };
    constexpr std::array endings{
        Ending{"denied", "refused"},
        Ending{"lapsed", "lapsed"},
        Ending{"expired", "by time"},
        Ending{"used_up", "used up"},
        Ending{"revoked", "revoked"},
        Ending{"returned", "given back"},
    };
    const std::string state = text_at(grant, "state");
    vault::Instant due;
    if (state == "expired" && vault::parse_rfc3339(text_at(grant, "ends_at"), due) && due > now)
        return "with its credential";
    const auto* found = std::ranges::find(endings, state, &Ending::state);
    return std::string{found == endings.end() ? std::string_view{} : found->words};
}

// When it ends, or how it did: a time that still is to come means nothing once it ended otherwise.
std::string ending_cell(const nlohmann::json& grant, vault::Instant now)
{
    if (const auto how = how_ended(grant, now); !how.empty())
        return "ended: " + how;
    const auto at = text_at(grant, "ends_at");
    return at.empty() ? "-" : relative_time(at, now);
}

void show_grant(Context& context, const nlohmann::json& grant)
{
    if (context.json) {
        print_json(context, grant);
        return;
    }
    const auto now = context.world.clock.now();
    FactList facts;
    facts.add("grant", text_at(grant, "id"));
    facts.add("state", text_at(grant, "state"));
    facts.add("credential", text_at(grant, "credential"));
    facts.add("ticket", text_at(grant, "ticket"));
    facts.add("agent", person_at(grant, "agent_name", "agent"));
    if (const auto code = text_at(grant, "reason_code"); !code.empty())
        facts.add("reason code", code);
    facts.add("reason", text_at(grant, "reason"));
    if (const auto stage = text_at(grant, "break_glass"); !stage.empty())
        facts.add("break-glass", stage);
    if (text_at(grant, "state") == "requested")
        facts.add("waits for", waits_for(grant));
    facts.add(
        "lasts", format_duration(static_cast<std::int64_t>(number_at(grant, "duration_seconds"))) +
                     " from the first unseal");
    facts.add("unsealed", unseals(grant));
    facts.add("requested", describe_time(text_at(grant, "requested_at"), now));
    for (const auto& [name, member] :
        {std::pair{"decided", "decided_at"}, std::pair{"first unseal", "activated_at"}})
        if (const auto at = text_at(grant, member); !at.empty())
            facts.add(name, describe_time(at, now));
    if (const auto how = how_ended(grant, now); !how.empty())
        facts.add("ended", how);
    else if (const auto at = text_at(grant, "ends_at"); !at.empty())
        facts.add("ends", describe_time(at, now));
    facts.print(context.out, context.colour);
}

// What the person who ran it can do next.
std::string next_step(const nlohmann::json& grant, std::string_view did)
{
    const std::string state = text_at(grant, "state");
    const std::string id = escape_text(text_at(grant, "id"));
    if (did == "request" && state == "requested")
        return fmt::format(
            "It waits for {}: ticketvault grant approve {}\n", escape_text(waits_for(grant)), id);
    if (did == "request" && state == "approved")
        return fmt::format("It is allowed in advance: ticketvault credential unseal {}\n", id);
    const std::string credential = escape_text(text_at(grant, "credential"));
    if (did == "revoke")
        return fmt::format("The credential stays sealed and can be asked for again. To destroy it "
                           "as well: ticketvault credential shred {}\n",
            credential);
    if (did == "shred")
        return fmt::format(
            "Its credential is shredded: ticketvault certificate show {}\n", credential);
    return {};
}

Answer<void> run_request(
    Context& context, const RemoteOptions& remote, const RequestOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    nlohmann::json body = {{"reason", options.reason}, {"duration_seconds", options.seconds},
        {"unseals_max", options.unseals_max}};
    if (!options.reason_code.empty())
        body["reason_code"] = options.reason_code;
    const auto grant =
        client->send("POST", fmt::format("/v1/credentials/{}/grants", options.credential), body);
    if (!grant)
        return std::unexpected{grant.error()};
    show_grant(context, *grant);
    if (!context.json)
        context.err << next_step(*grant, "request");
    return {};
}

Answer<void> run_list(Context& context, const RemoteOptions& remote, const ListOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto grants =
        client->get_pages("/v1/grants", {{"state", options.state}, {"ticket", options.ticket}},
            options.limit, "cursor", "next_cursor");
    if (!grants)
        return std::unexpected{grants.error()};
    if (context.json) {
        print_json(context, *grants);
        return {};
    }
    if (list_at(*grants, "data").empty()) {
        context.err << "No grants.\n";
        return {};
    }
    const auto now = context.world.clock.now();
    Table table{{{"GRANT"}, {"STATE"}, {"CREDENTIAL"}, {"AGENT", 48}, {"UNSEALED"}, {"REQUESTED"},
        {"ENDS"}, {"REASON", 48}}};
    for (const auto& grant : list_at(*grants, "data"))
        table.add({text_at(grant, "id"), text_at(grant, "state"), text_at(grant, "credential"),
            person_at(grant, "agent_name", "agent"), unseals(grant),
            relative_time(text_at(grant, "requested_at"), now), ending_cell(grant, now),
            text_at(grant, "reason")});
    table.print(context.out, context.colour);
    if (grants->contains("next_cursor"))
        context.err << "There are more: raise --limit.\n";
    return {};
}

// An edge that can do more, if asked.
struct Choice {
    const char* option;
    const char* text;
    const char* parameter;          // of the request's query
    std::vector<std::string> words; // none: the option is a flag
    const char* flag_word;          // sent for a flag
};

struct Edge {
    const char* name;
    const char* text;
    const char* who;
    const Choice* choice = nullptr;
};

const Choice approve_for{"--for",
    "once (default), hour: further requests within an hour too, or while_open: while the ticket is "
    "open",
    "consent", {"once", "hour", "while_open"}, nullptr};
const Choice revoke_shred{
    "--shred", "Destroy the credential's key too, at once", "credential", {}, "shred"};

// One command per edge of a grant's life; each is POST /v1/grants/{id}/<name>.
const Edge edges[] = {
    {"approve", "Allow an agent to unseal",
        "For the customer of the ticket; for another agent where the policy wants one or one of "
        "the agent's groups, or where "
        "there is no customer to ask. The time runs from the agent's first unseal.",
        &approve_for},
    {"refuse", "Refuse an agent's request",
        "For the customer of the ticket, or another agent who is asked. A refused grant stays "
        "refused; the agent can ask again."},
    {"revoke", "Take an allowed grant back",
        "For the customer of the ticket and administrators. It ends at once; the credential stays "
        "sealed, and agents can ask for it again. With --shred, or 'credential shred', it is gone "
        "for good. What was allowed without asking ends by 'credential consent crd_... ask'.",
        &revoke_shred},
    {"end", "Give a grant back before its time is over", "For the agent who holds it."},
    {"break-glass", "Ask for, or confirm, one opening without the customer's answer",
        "For agents whom an administrator has named ('break-glass name'): first the agent of the "
        "request, then another one. It allows one opening within 5 minutes, the customer reads of "
        "it "
        "in the ticket, and an administrator has to review it within 7 days."},
};

struct EdgeOptions {
    std::string id;
    std::string word;
    bool flag = false;
};

Answer<void> run_edge(
    Context& context, const RemoteOptions& remote, const EdgeOptions& options, const Edge& edge)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    std::string target = fmt::format("/v1/grants/{}/{}", options.id, edge.name);
    const std::string word = options.flag ? edge.choice->flag_word : options.word;
    if (!word.empty() && word != "once")
        target += fmt::format("?{}={}", edge.choice->parameter, word);
    const auto grant = client->send("POST", target);
    if (!grant)
        return std::unexpected{grant.error()};
    show_grant(context, *grant);
    if (!context.json)
        context.err << next_step(*grant, options.flag ? "shred" : edge.name);
    return {};
}

Answer<void> run_show(Context& context, const RemoteOptions& remote, const std::string& id)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto grant = client->get("/v1/grants/" + id);
    if (!grant)
        return std::unexpected{grant.error()};
    show_grant(context, *grant);
    return {};
}

void add_request(Command grant, Context& context)
{
    const Command request = grant.add_subcommand("request", "Ask to unseal a credential");
    const auto options = std::make_shared<RequestOptions>();
    const auto remote = add_remote_options(request, Signs::account);
    add_id(request, "CREDENTIAL", options->credential, "crd_", "The credential's id (crd_...)");
    request
        .add_option("--reason", options->reason,
            "Why, 10 to 500 characters; the customer and the audit log see it")
        .type_name("TEXT")
        .required();
    add_duration(request, "--duration", options->seconds,
        "How long from the first unseal: 30m, 4h; at most 8h")
        .required();
    request
        .add_option("--reason-code", options->reason_code,
            "One of the policy's codes, where it has some ('policy show')")
        .type_name("WORD");
    request.add_option("--unseals", options->unseals_max, "How often, 1 to 10 (default 1)")
        .type_name("N")
        .between(1, 10);
    describe(
        request, {"For agents. The customer answers; an unanswered request lapses after 3 days.",
                     {{"Half an hour for one look", "grant request crd_... --reason 'Check why "
                                                    "the plugin update fails' --duration 30m"}},
                     {ExitCode::unreachable}});
    on_run(request, context,
        [&context, remote, options] { return run_request(context, *remote, *options); });
}

struct ReviewOptions {
    std::string id;
    std::string root_cause;
};

Answer<void> run_review(Context& context, const RemoteOptions& remote, const ReviewOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto grant = client->send("POST", fmt::format("/v1/grants/{}/review", options.id),
        nlohmann::json{{"root_cause", options.root_cause}});
    if (!grant)
        return std::unexpected{grant.error()};
    show_grant(context, *grant);
    return {};
}

void add_review(Command grant, Context& context)
{
    const Command review = grant.add_subcommand("review", "Say why the glass had to be broken");
    const auto options = std::make_shared<ReviewOptions>();
    const auto remote = add_remote_options(review, Signs::account);
    add_id(review, "GRANT", options->id, "grt_", "The grant's id (grt_...)");
    review
        .add_option("--root-cause", options->root_cause,
            "What led to it, 10 to 2000 characters; the log keeps it")
        .type_name("TEXT")
        .required();
    describe(review,
        {"For administrators. While a review is overdue no glass is broken.",
            {{"What 'audit unreviewed' lists",
                "grant review grt_... --root-cause 'The shop was down and its owner on a flight'"}},
            {ExitCode::unreachable}});
    on_run(review, context,
        [&context, remote, options] { return run_review(context, *remote, *options); });
}

} // namespace

void add_grant_command(Command root, Context& context)
{
    const Command grant =
        root.add_subcommand("grant", "Ask for, allow and end permission to unseal");
    add_request(grant, context);

    const Command list = grant.add_subcommand("list", "List the grants you may see, newest first");
    const auto filter = std::make_shared<ListOptions>();
    auto remote = add_remote_options(list);
    list.add_option("--state", filter->state, "Only grants in this state")
        .type_name("STATE")
        .one_of({"requested", "approved", "active", "denied", "lapsed", "expired", "used_up",
            "revoked", "returned"});
    add_id_option(list, "--ticket", filter->ticket, "tkt_", "Only grants of this ticket");
    add_limit(list, filter->limit);
    describe(list, {"", {{"What waits for an answer", "grant list --state requested"}},
                       {ExitCode::unreachable}});
    on_run(
        list, context, [&context, remote, filter] { return run_list(context, *remote, *filter); });

    const Command show = grant.add_subcommand("show", "Show one grant");
    const auto shown = std::make_shared<std::string>();
    remote = add_remote_options(show);
    add_id(show, "GRANT", *shown, "grt_", "The grant's id (grt_...)");
    describe(show, {"", {{"Is it allowed yet?", "grant show grt_..."}}, {ExitCode::unreachable}});
    on_run(show, context, [&context, remote, shown] { return run_show(context, *remote, *shown); });

    add_review(grant, context);
    for (const Edge& edge : edges) {
        const Command command = grant.add_subcommand(edge.name, edge.text);
        const auto options = std::make_shared<EdgeOptions>();
        remote = add_remote_options(command);
        add_id(command, "GRANT", options->id, "grt_", "The grant's id (grt_...)");
        if (const Choice* choice = edge.choice; choice != nullptr && choice->words.empty())
            command.add_flag(choice->option, options->flag, choice->text);
        else if (choice != nullptr)
            command.add_option(choice->option, options->word, choice->text)
                .type_name("WORD")
                .one_of(choice->words);
        const std::string example = fmt::format("grant {} grt_...", edge.name);
        const std::string for_good = example + " --shred";
        std::vector<Example> examples{{"By id, as 'grant list' shows it", example}};
        if (edge.choice == &revoke_shred)
            examples.push_back({"And let nobody open it again", for_good});
        describe(command, {edge.who, examples, {ExitCode::unreachable}});
        on_run(command, context, [&context, remote, options, &edge] {
            return run_edge(context, *remote, *options, edge);
        });
    }
}

} // namespace cli
