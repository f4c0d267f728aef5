#include "grants/grant_policies.h"

#include "engine/engine.h"
#include "scope/access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace vault {

namespace {

const Error out_of_limits{ErrorCode::invalid,
    "a policy allows grants of 1 minute to 8 hours, 1 to 10 unseals, reasons from 10 to 500 "
    "characters on, up to 5 agents who must approve, up to 30 reason codes of a to z, 0 to 9, - "
    "and _, and a grace of up to 24 hours for tickets that are closed"};

template <class Number>
void add_part(std::string& text, std::string_view name, const std::optional<Number>& value)
{
    if (value)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, *value);
}

// As the entry says it: every part that is set, so that the log alone tells what held when.
std::string policy_text(const PolicyChange& parts)
{
    const auto flag = [](const std::optional<bool>& value) {
        return value ? std::optional{*value ? 1 : 0} : std::nullopt;
    };
    std::string text;
    add_part(text, "agents_needed", parts.agents_needed);
    add_part(text, "closing_grace_seconds",
        parts.closing_grace_ms ? std::optional{*parts.closing_grace_ms / 1000} : std::nullopt);
    add_part(text, "consent_needed", flag(parts.consent_needed));
    add_part(text, "duration_seconds_max",
        parts.duration_ms_max ? std::optional{*parts.duration_ms_max / 1000} : std::nullopt);
    add_part(text, "exclusive", flag(parts.exclusive));
    add_part(text, "reason_chars_min", parts.reason_chars_min);
    if (parts.reason_codes)
        add_part(text, "reason_codes",
            std::optional{fmt::format("{}", fmt::join(*parts.reason_codes, ","))});
    add_part(text, "unseals_max", parts.unseals_max);
    return text;
}

} // namespace

GrantPolicy effective_policy(const ReadScope& scope, const TicketId& ticket)
{
    const GrantPolicy house = scope.tables.policies.house();
    return stricter_of(house, changed(house, scope.tables.policies.of_ticket(ticket)));
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

Expected<GrantPolicy> Vault::set_house_policy(const Actor& by, const PolicyChange& change)
{
    auto done = engine_->write<GrantPolicy>([&](WriteScope& scope) -> Expected<GrantPolicy> {
        // Read here, so that of two changes at once neither is lost.
        const GrantPolicy policy = changed(scope.tables.policies.house(), change);
        if (!is_within_limits(policy))
            return fail(out_of_limits);
        EntryFields fields = scope.entry(Event::policy_changed, &by);
        fields.policy = policy_text(all_parts(policy));
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
    return std::move(done->value);
}

Expected<GrantPolicy> Vault::set_ticket_policy(
    const Actor& by, const TicketId& ticket, const PolicyChange& change)
{
    auto done = engine_->write<GrantPolicy>([&](WriteScope& scope) -> Expected<GrantPolicy> {
        if (const auto seen = visible_ticket(scope, by, ticket); !seen)
            return fail(seen.error());
        const GrantPolicy house = scope.tables.policies.house();
        PolicyChange wish = merged(scope.tables.policies.of_ticket(ticket), change);
        PolicyChange said = change;
        if (change.reason_codes && change.reason_codes->empty()) {
            wish.reason_codes.reset(); // the house's again
            said.reason_codes.reset();
        }
        const GrantPolicy wanted = changed(house, said);
        if (!is_within_limits(wanted))
            return fail(out_of_limits);
        if (wish.reason_codes)
            wish.reason_codes = changed(house, wish).reason_codes;
        EntryFields fields = scope.entry(Event::policy_changed, &by);
        fields.ticket = ticket;
        fields.policy = policy_text(wish);
        if (!may(by.role, Act::decide_grant)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only the customer sets the policy of a ticket"},
                std::move(fields));
        }
        if (!is_as_strict(wanted, house)) {
            fields.why = "looser";
            return scope.refuse(
                {ErrorCode::invalid, "a ticket's policy may only be stricter than the house's"},
                std::move(fields));
        }
        scope.tables.policies.set_ticket(ticket, wish);
        scope.audit(std::move(fields));
        return effective_policy(scope, ticket);
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

} // namespace vault
