#include "access/answers.h"
#include "handlers/grant_rules.h"
#include "handlers/handlers.h"
#include "vault/policy.h"
#include "json/writer.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace server {

namespace {

constexpr json::IntegerRule reason_rule{
    vault::grant_reason_chars_min, vault::grant_reason_chars_max};
constexpr json::IntegerRule closing_grace_rule{0, vault::closing_grace_ms_max / 1000};
constexpr json::IntegerRule agents_rule{0, vault::grant_agents_needed_max};
constexpr json::TextRule group_name_rule{1, 30};
constexpr json::IntegerRule group_needed_rule{1, vault::approver_group_needed_max};

http::Response policy_answer(const vault::Expected<vault::GrantPolicy>& policy)
{
    if (!policy) {
        return answer_error(policy.error());
    }
    json::Writer out{2048};
    out.begin_object()
        .number("duration_seconds_max", static_cast<std::uint64_t>(policy->duration_ms_max / 1000))
        .number("unseals_max", policy->unseals_max)
        .number("reason_chars_min", policy->reason_chars_min);
    out.flag("consent_needed", policy->consent_needed)
        .flag("exclusive", policy->exclusive)
        .number("agents_needed", policy->agents_needed)
        .number(
            "closing_grace_seconds", static_cast<std::uint64_t>(policy->closing_grace_ms / 1000));
    out.begin_array("approver_groups");
    for (const vault::GroupNeed& need : policy->approver_groups) {
        out.begin_object().text("group", need.group).number("needed", need.needed).end_object();
    }
    out.end_array();
    if (policy->reason_codes) {
        out.begin_array("reason_codes");
        for (const std::string& code : *policy->reason_codes) {
            out.element(code);
        }
        out.end_array();
    }
    out.end_object();
    return json_response(200, out.take());
}

template <class Number>
std::optional<Number> as(const std::optional<std::int64_t>& value)
{
    return value ? std::optional{static_cast<Number>(*value)} : std::nullopt;
}

std::optional<std::vector<vault::GroupNeed>> read_groups(json::Fields& fields)
{
    auto objects = fields.optional_objects("approver_groups", vault::policy_groups_max);
    if (!objects) {
        return std::nullopt;
    }
    std::vector<vault::GroupNeed> needs;
    for (json::Fields& object : *objects) {
        needs.push_back({std::string{object.text("group", group_name_rule)},
            static_cast<std::uint32_t>(object.integer("needed", group_needed_rule))});
        if (!vault::is_group_name(needs.back().group)) {
            object.refuse("group", "is 1 to 30 of a to z, 0 to 9, - and _, and not none");
        }
        object.finish();
    }
    return needs;
}

// The members of the body; what is absent stays.
vault::PolicyChange read_change(Call& call)
{
    auto fields = call.fields();
    vault::PolicyChange change;
    if (const auto seconds = fields.optional_integer("duration_seconds_max", grant_duration_rule)) {
        change.duration_ms_max = 1000 * *seconds;
    }
    change.unseals_max =
        as<std::uint32_t>(fields.optional_integer("unseals_max", grant_unseals_rule));
    change.reason_chars_min =
        as<std::uint32_t>(fields.optional_integer("reason_chars_min", reason_rule));
    change.consent_needed = fields.optional_flag("consent_needed");
    change.exclusive = fields.optional_flag("exclusive");
    change.agents_needed = as<std::uint32_t>(fields.optional_integer("agents_needed", agents_rule));
    change.approver_groups = read_groups(fields);
    if (const auto seconds = fields.optional_integer("closing_grace_seconds", closing_grace_rule)) {
        change.closing_grace_ms = 1000 * *seconds;
    }
    if (const auto codes =
            fields.optional_texts("reason_codes", vault::reason_codes_max, reason_code_rule)) {
        change.reason_codes.emplace(codes->begin(), codes->end());
        if (!std::ranges::all_of(*codes, vault::is_reason_code)) {
            fields.refuse("reason_codes", "each is 1 to 30 of a to z, 0 to 9, - and _");
        }
    }
    fields.finish();
    return change;
}

} // namespace

// 200 what holds in the house.
http::Response show_policy(Application& application, Call&)
{
    return policy_answer(application.vault.house_policy());
}

// Members that are absent stay as they are then: of two changes at once neither is lost. 200 · 403 · 422, also for groups that are not there or too
// small. An entry.
http::Response change_policy(Application& application, Call& call)
{
    const vault::PolicyChange change = read_change(call);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return policy_answer(application.vault.set_house_policy(call.actor(), change));
}

// 200 what holds for the ticket: the stricter of the house's and its customer's · 404.
http::Response show_ticket_policy(Application& application, Call& call)
{
    return policy_answer(application.vault.ticket_policy(call.actor(), call.id<vault::TicketId>()));
}

// The customer's, towards stricter only. 200 what holds now · 403 · 404 · 422 looser than the house's, or groups as above. An
// entry.
http::Response change_ticket_policy(Application& application, Call& call)
{
    const vault::PolicyChange change = read_change(call);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return policy_answer(
        application.vault.set_ticket_policy(call.actor(), call.id<vault::TicketId>(), change));
}

} // namespace server
