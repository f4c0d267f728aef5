#include "commands.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "text/duration.h"
#include "text/json_text.h"
#include "text/table.h"
#include "tickets/approvals_text.h"
#include "vault/approver_group.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

namespace {

struct PolicyOptions {
    std::string ticket; // empty: the house's
    std::int64_t duration_seconds_max = 0;
    std::uint64_t unseals_max = 0;
    std::uint64_t reason_chars_min = 0;
    std::string consent_needed;
    std::string exclusive;
    std::uint64_t agents_needed = 0;
    std::vector<std::string> reason_codes;
    std::string closing_grace;                // a duration, or none
    std::optional<Option> agents_given;       // 0 is a wish too
    std::vector<std::string> approver_groups; // "security:2"; or none alone
};

std::string path_of(const PolicyOptions& options)
{
    return options.ticket.empty() ? "/v1/policy" : "/v1/tickets/" + options.ticket + "/policy";
}

void show_policy(Context& context, const nlohmann::json& policy)
{
    if (context.json) {
        print_json(context, policy);
        return;
    }
    FactList facts;
    facts.add("a grant lasts at most",
        format_duration(static_cast<std::int64_t>(number_at(policy, "duration_seconds_max"))));
    facts.add("unseals at most", std::to_string(number_at(policy, "unseals_max")));
    facts.add("a reason has at least",
        std::to_string(number_at(policy, "reason_chars_min")) + " characters");
    const auto groups = group_needs(list_at(policy, "approver_groups"));
    const bool nobody = groups.empty() && number_at(policy, "agents_needed") == 0;
    facts.add("the customer is asked", flag_at(policy, "consent_needed")
                                           ? "yes, unless allowed in advance"
                                       : nobody ? "no: requests are approved at once"
                                                : "no");
    facts.add("one grant per credential at a time", flag_at(policy, "exclusive") ? "yes" : "no");
    facts.add("other agents who must approve", std::to_string(number_at(policy, "agents_needed")));
    facts.add("groups who must approve", groups.empty() ? "none" : groups);
    const auto grace = static_cast<std::int64_t>(number_at(policy, "closing_grace_seconds"));
    facts.add("a ticket that is closed",
        grace == 0 ? "ends at once"
                   : "can be reopened for " + format_duration(grace) + ", then ends");
    std::string codes;
    for (const auto& code : list_at(policy, "reason_codes"))
        if (code.is_string())
            codes += (codes.empty() ? "" : ", ") + code.get<std::string>();
    facts.add("reason codes", codes.empty() ? "none are asked for" : codes);
    facts.print(context.out, context.colour);
}

Answer<void> run_show(Context& context, const RemoteOptions& remote, const PolicyOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto policy = client->get(path_of(options));
    if (!policy)
        return std::unexpected{policy.error()};
    show_policy(context, *policy);
    return {};
}

bool is_none(const std::vector<std::string>& words)
{
    return words == std::vector<std::string>{"none"};
}

// "security:2"
static_assert(vault::approver_group_needed_max < 10);
std::optional<nlohmann::json> parse_need(std::string_view text)
{
    const auto colon = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, colon);
    const auto number = text.substr(std::min(colon + 1, text.size()));
    if (!vault::is_group_name(name) || number.size() != 1 || number[0] < '1' ||
        number[0] > static_cast<char>('0' + vault::approver_group_needed_max))
        return std::nullopt;
    return nlohmann::json{{"group", name}, {"needed", number[0] - '0'}};
}

nlohmann::json needs_of(const std::vector<std::string>& words)
{
    nlohmann::json needs = nlohmann::json::array();
    for (const std::string& word : words)
        if (auto need = parse_need(word))
            needs.push_back(std::move(*need));
    return needs;
}

Answer<void> run_set(Context& context, const RemoteOptions& remote, const PolicyOptions& options)
{
    nlohmann::json body = nlohmann::json::object();
    if (options.duration_seconds_max != 0)
        body["duration_seconds_max"] = options.duration_seconds_max;
    if (options.unseals_max != 0)
        body["unseals_max"] = options.unseals_max;
    if (options.reason_chars_min != 0)
        body["reason_chars_min"] = options.reason_chars_min;
    for (const auto& [name, word] : {std::pair{"consent_needed", &options.consent_needed},
             std::pair{"exclusive", &options.exclusive}})
        if (!word->empty())
            body[name] = *word == "yes";
    if (options.agents_given->given())
        body["agents_needed"] = options.agents_needed;
    if (!options.closing_grace.empty())
        body["closing_grace_seconds"] = parse_duration(options.closing_grace).value_or(0);
    if (!options.reason_codes.empty())
        body["reason_codes"] = is_none(options.reason_codes) ? nlohmann::json::array()
                                                             : nlohmann::json(options.reason_codes);
    if (!options.approver_groups.empty()) {
        body["approver_groups"] = needs_of(options.approver_groups);
        if (body["approver_groups"].size() != options.approver_groups.size() &&
            !is_none(options.approver_groups))
            return fault(ExitCode::usage, "'none' stands alone: it takes every group away");
    }
    if (body.empty())
        return fault(ExitCode::usage, "say what to change; 'policy show' tells what holds now");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto policy = client->send("PATCH", path_of(options), body);
    if (!policy)
        return std::unexpected{policy.error()};
    show_policy(context, *policy);
    return {};
}

} // namespace

void add_policy_command(Command root, Context& context)
{
    const Command policy =
        root.add_subcommand("policy", "What agents may ask for, and who answers");

    const Command show =
        policy.add_subcommand("show", "Show what holds in the house or for a ticket");
    const auto shown = std::make_shared<PolicyOptions>();
    const auto show_remote = add_remote_options(show);
    add_id_option(show, "--ticket", shown->ticket, "tkt_", "What holds for this ticket");
    describe(show, {"", {{"In the house", "policy show"}}, {ExitCode::unreachable}});
    on_run(show, context,
        [&context, show_remote, shown] { return run_show(context, *show_remote, *shown); });

    const Command set = policy.add_subcommand("set", "Change it; what is not named stays");
    const auto wanted = std::make_shared<PolicyOptions>();
    const auto remote = add_remote_options(set);
    add_id_option(set, "--ticket", wanted->ticket, "tkt_",
        "For this ticket only, by its customer, and only stricter than the house's");
    add_duration(set, "--max-duration", wanted->duration_seconds_max,
        "Longest grant an agent may ask for: 1m to 8h");
    set.add_option("--max-unseals", wanted->unseals_max, "Most unseals of one grant, 1 to 10")
        .type_name("N")
        .between(1, 10);
    set.add_option(
           "--min-reason", wanted->reason_chars_min, "Shortest reason in characters, 10 to 500")
        .type_name("N")
        .between(10, 500);
    set.add_option("--consent-needed", wanted->consent_needed, "Ask the customer: yes or no")
        .type_name("WORD")
        .one_of({"yes", "no"});
    set.add_option("--exclusive", wanted->exclusive,
           "At most one approved or active grant per credential: yes or no")
        .type_name("WORD")
        .one_of({"yes", "no"});
    wanted->agents_given =
        set.add_option("--agents-needed", wanted->agents_needed,
               "So many other agents must approve too, those of groups among them, 0 to 5")
            .type_name("N")
            .between(0, 5);
    set.add_option("--approver-groups", wanted->approver_groups,
           "So many of each group must approve: NAME:N, separated by commas, N from 1 to 5; "
           "'none': no group is asked")
        .type_name("GROUPS")
        .separated_by(',')
        .check([](const std::string& text) { return text == "none" || parse_need(text); });
    set.add_option("--reason-codes", wanted->reason_codes,
           "A request names one of these words, separated by commas; 'none': no code is asked for")
        .type_name("WORDS")
        .separated_by(',');
    set.add_option("--closing-grace", wanted->closing_grace,
           "For so long a ticket that is closed can be reopened, at most 24h; 'none': it ends at "
           "once")
        .type_name("DURATION")
        .check([](const std::string& text) {
            const auto seconds = parse_duration(text);
            return text == "none" || (seconds && *seconds <= 24 * 3600);
        });
    describe(set, {"For administrators; with --ticket for its customer. Each change stands in the "
                   "log; grants that exist are not touched.",
                      {{"Short grants only", "policy set --max-duration 30m --max-unseals 1"},
                          {"A careful customer", "policy set --ticket tkt_... --exclusive yes"},
                          {"A day to think again", "policy set --closing-grace 24h"},
                          {"Two of one group and one of another, no person for both",
                              "policy set --approver-groups security:2,shop:1"},
                          {"Four eyes, for named reasons",
                              "policy set --agents-needed 1 --reason-codes incident,migration"}},
                      {ExitCode::unreachable}});
    on_run(set, context, [&context, remote, wanted] { return run_set(context, *remote, *wanted); });
}

} // namespace cli
