#include "access/answers.h"
#include "handlers/grant_rules.h"
#include "handlers/handlers.h"
#include "vault/policy.h"
#include "json/writer.h"

namespace server {

namespace {

constexpr json::IntegerRule reason_rule{
    vault::grant_reason_chars_min, vault::grant_reason_chars_max};

http::Response policy_answer(const vault::Expected<vault::GrantPolicy>& policy)
{
    if (!policy) {
        return answer_error(policy.error());
    }
    json::Writer out{512};
    out.begin_object()
        .number("duration_seconds_max", static_cast<std::uint64_t>(policy->duration_ms_max / 1000))
        .number("unseals_max", policy->unseals_max)
        .number("reason_chars_min", policy->reason_chars_min);
    out.flag("consent_needed", policy->consent_needed)
        .flag("exclusive", policy->exclusive)
        .end_object();
    return json_response(200, out.take());
}

// `now` with the members of the body changed.
vault::GrantPolicy changed(Call& call, const vault::GrantPolicy& now)
{
    auto fields = call.fields();
    const vault::GrantPolicy policy{1000 * fields.integer_or("duration_seconds_max",
                                               grant_duration_rule, now.duration_ms_max / 1000),
        static_cast<std::uint32_t>(
            fields.integer_or("unseals_max", grant_unseals_rule, now.unseals_max)),
        static_cast<std::uint32_t>(
            fields.integer_or("reason_chars_min", reason_rule, now.reason_chars_min)),
        fields.flag_or("consent_needed", now.consent_needed),
        fields.flag_or("exclusive", now.exclusive)};
    fields.finish();
    return policy;
}

} // namespace

// 200 what holds in the house.
http::Response show_policy(Application& application, Call&)
{
    return policy_answer(application.vault.house_policy());
}

// Members that are absent stay. 200 · 403 · 422. An entry.
http::Response change_policy(Application& application, Call& call)
{
    const auto now = application.vault.house_policy();
    if (!now) {
        return answer_error(now.error());
    }
    const vault::GrantPolicy policy = changed(call, *now);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return policy_answer(application.vault.set_house_policy(call.actor(), policy));
}

// 200 what holds for the ticket: the stricter of the house's and its customer's · 404.
http::Response show_ticket_policy(Application& application, Call& call)
{
    return policy_answer(application.vault.ticket_policy(call.actor(), call.id<vault::TicketId>()));
}

// The customer's, towards stricter only. 200 what holds now · 403 · 404 · 422 looser than the house's. An entry.
http::Response change_ticket_policy(Application& application, Call& call)
{
    const auto id = call.id<vault::TicketId>();
    const auto now = application.vault.ticket_policy(call.actor(), id);
    if (!now) {
        return answer_error(now.error());
    }
    const vault::GrantPolicy policy = changed(call, *now);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    return policy_answer(application.vault.set_ticket_policy(call.actor(), id, policy));
}

} // namespace server
