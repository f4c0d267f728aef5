#include "grant_policies.h"

#include "access.h"
#include "engine.h"

#include <fmt/format.h>

namespace vault {

namespace {

const Error out_of_limits{ErrorCode::invalid,
    "a policy allows grants of 1 minute to 8 hours, 1 to 10 unseals, and reasons from 10 to 500 "
    "characters on"};

// As the entry says it: every part, so that the log alone tells what held when.
std::string policy_text(const GrantPolicy& policy)
{
    return fmt::format(
        "consent_needed={} duration_seconds_max={} exclusive={} reason_chars_min={} unseals_max={}",
        policy.consent_needed ? 1 : 0, policy.duration_ms_max / 1000, policy.exclusive ? 1 : 0,
        policy.reason_chars_min, policy.unseals_max);
}

} // namespace

GrantPolicy effective_policy(const ReadScope& scope, const TicketId& ticket)
{
    const GrantPolicy house = scope.tables.policies.house();
    const auto wish = scope.tables.policies.of_ticket(ticket);
    return wish ? stricter_of(house, *wish) : house;
}

Expected<GrantPolicy> Vault::house_policy() const
{
    return engine_->read(
        [](ReadScope& scope) -> Expected<GrantPolicy> { return scope.tables.policies.house(); });
}

Expected<GrantPolicy> Vault::ticket_policy(const Actor& by, const TicketId& ticket) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<GrantPolicy> {
        if (const auto seen = visible_ticket(scope, by, ticket); !seen)
            return fail(seen.error());
        return effective_policy(scope, ticket);
    });
}

Expected<GrantPolicy> Vault::set_house_policy(const Actor& by, const GrantPolicy& policy)
{
    if (!is_within_limits(policy))
        return fail(out_of_limits);
    auto done = engine_->write<GrantPolicy>([&](WriteScope& scope) -> Expected<GrantPolicy> {
        EntryFields fields = scope.entry(Event::policy_changed, &by);
        fields.policy = policy_text(policy);
        if (!may(by.role, Act::set_house_policy)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators set the policy"}, std::move(fields));
        }
        scope.tables.policies.set_house(policy);
        scope.audit(std::move(fields));
        return policy;
    });
    if (!done)
        return fail(done.error());
    return done->value;
}

Expected<GrantPolicy> Vault::set_ticket_policy(
    const Actor& by, const TicketId& ticket, const GrantPolicy& policy)
{
    if (!is_within_limits(policy))
        return fail(out_of_limits);
    auto done = engine_->write<GrantPolicy>([&](WriteScope& scope) -> Expected<GrantPolicy> {
        if (const auto seen = visible_ticket(scope, by, ticket); !seen)
            return fail(seen.error());
        EntryFields fields = scope.entry(Event::policy_changed, &by);
        fields.ticket = ticket;
        fields.policy = policy_text(policy);
        if (!may(by.role, Act::decide_grant)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only the customer sets the policy of a ticket"},
                std::move(fields));
        }
        if (!is_as_strict(policy, scope.tables.policies.house())) {
            fields.why = "looser";
            return scope.refuse(
                {ErrorCode::invalid, "a ticket's policy may only be stricter than the house's"},
                std::move(fields));
        }
        scope.tables.policies.set_ticket(ticket, policy);
        scope.audit(std::move(fields));
        return effective_policy(scope, ticket);
    });
    if (!done)
        return fail(done.error());
    return done->value;
}

} // namespace vault
