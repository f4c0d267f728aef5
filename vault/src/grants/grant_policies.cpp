#include "grants/grant_policies.h"

#include "engine/engine.h"
#include "grants/approvals.h"
#include "grants/approver_groups.h"
#include "model/policy_text.h"
#include "scope/access.h"
#include "scope/grant_edges.h"

#include <algorithm>

namespace vault {

namespace {

const Error out_of_limits{ErrorCode::invalid,
    "a policy allows grants of 1 minute to 8 hours, 1 to 10 unseals, reasons from 10 to 500 "
    "characters on, up to 5 agents who must approve, up to 5 groups of approvers, each once and 1 "
    "to 5 of it, up to 30 reason codes of a to z, 0 to 9, - and _, and a grace of up to 24 hours "
    "for tickets that are closed"};

// Of a list a customer says: empty, the house's holds again.
template <class List>
void take_back_if_empty(std::optional<List>& wish, std::optional<List>& said)
{
    if (!said || !said->empty())
        return;
    wish.reset();
    said.reset();
}

// The house's, with the numbers of the customer's where both name a group: what the customer leaves out stays the house's.
std::vector<GroupNeed> laid_over(std::vector<GroupNeed> house, const std::vector<GroupNeed>& more)
{
    for (const GroupNeed& need : more)
        std::erase_if(house, [&](const GroupNeed& other) { return other.group == need.group; });
    house.insert(house.end(), more.begin(), more.end());
    std::ranges::sort(house);
    return house;
}

// Of what a customer says, what the house does not want as it is: the rest would hold a group of the house's in the ticket when the house
// wants it no more. Absent where nothing is left.
std::optional<std::vector<GroupNeed>> beyond_house(
    const std::vector<GroupNeed>& house, std::vector<GroupNeed> said)
{
    std::erase_if(said, [&](const GroupNeed& need) {
        return std::ranges::any_of(house, [&](const GroupNeed& other) {
            return other.group == need.group && other.needed >= need.needed;
        });
    });
    return said.empty() ? std::nullopt : std::optional{std::move(said)};
}

// Whether `now` asks somebody whom `before` did not.
bool asks_more(const ApprovalsWanted& before, const ApprovalsWanted& now)
{
    return (now.customer && !before.customer) ||
           (now.in_customers_place && !before.in_customers_place) || now.agents > before.agents ||
           beyond_house(before.groups, now.groups).has_value();
}

bool is_of_broken_glass(const ReadScope& scope, const GrantId& grant)
{
    const auto broken = scope.tables.break_glass.find(grant);
    return broken && broken->confirmed_at;
}

// Whether the grant lasts longer or opens more often than `now` allows, and `before` did.
bool exceeds(const GrantRecord& grant, const GrantPolicy& before, const GrantPolicy& now)
{
    return (now.duration_ms_max < before.duration_ms_max &&
               grant.duration_ms > now.duration_ms_max) ||
           (now.unseals_max < before.unseals_max && grant.unseals_max > now.unseals_max);
}

// `before` without the parts that are said now: who says one asks for it of every grant, also where the house has asked for as much until then, which
// left alone what was granted earlier.
GrantPolicy without_parts(GrantPolicy before, const PolicyChange& said)
{
    PolicyChange loosest = all_parts(GrantPolicy{.consent_needed = false});
    const auto keep_said = [](auto& part, const auto& wish) {
        if (!wish)
            part.reset();
    };
    keep_said(loosest.duration_ms_max, said.duration_ms_max);
    keep_said(loosest.unseals_max, said.unseals_max);
    keep_said(loosest.consent_needed, said.consent_needed);
    keep_said(loosest.exclusive, said.exclusive);
    keep_said(loosest.agents_needed, said.agents_needed);
    keep_said(loosest.approver_groups, said.approver_groups);
    // These bind the asking, not what was granted.
    loosest.reason_chars_min.reset();
    loosest.reason_codes.reset();
    loosest.closing_grace_ms.reset();
    return changed(std::move(before), loosest);
}

// Those that could be used, by `now` or once a clock that runs ahead is set right.
std::vector<GrantRecord> live_grants(const ReadScope& scope, const CredentialId& credential)
{
    auto grants = scope.tables.grants.open_of_credential(credential);
    std::erase_if(grants, [&](const GrantRecord& grant) {
        return grant.state == GrantState::requested || (grant.due_at && *grant.due_at <= scope.now);
    });
    return grants;
}

// Where the ticket's policy is stricter than `before`, takes back what could be opened beyond it: what lacks an approval that is asked for now, lasts
// longer or opens more often, or is open beside another where one at a time is allowed. A broken glass asks for no approval. Returns which.
std::vector<GrantId> revoke_unmet(
    WriteScope& scope, const Actor& by, const TicketRecord& ticket, const GrantPolicy& before)
{
    const GrantPolicy now = effective_policy(scope, ticket.id);
    std::vector<GrantId> revoked;
    for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(ticket.id)) {
        const bool more_asked = asks_more(approvals_wanted(scope, before, credential, ticket),
            approvals_wanted(scope, now, credential, ticket));
        auto grants = live_grants(scope, credential.id);
        const bool too_many = now.exclusive && !before.exclusive && grants.size() > 1;
        for (GrantRecord& grant : grants) {
            const bool unapproved = more_asked && !is_of_broken_glass(scope, grant.id) &&
                                    !is_enough(approvals_missing(scope, grant, credential, ticket));
            if (!unapproved && !too_many && !exceeds(grant, before, now))
                continue;
            take_edge(scope, grant, GrantAct::revoke, &by, "policy");
            revoked.push_back(grant.id);
        }
    }
    return revoked;
}

} // namespace

GrantPolicy effective_policy(const ReadScope& scope, const TicketId& ticket)
{
    const GrantPolicy house = scope.tables.policies.house();
    return stricter_of(house, changed(house, scope.tables.policies.of_ticket(ticket)));
}

bool is_taken(const ReadScope& scope, const CredentialId& credential)
{
    return !live_grants(scope, credential).empty();
}

Error another_is_open()
{
    return Error{ErrorCode::conflict,
        "another grant of this credential is open, and the policy allows one at a time"}
        .because("exclusive");
}

void cut_to(const GrantPolicy& policy, GrantRecord& grant) noexcept
{
    grant.duration_ms = std::min(grant.duration_ms, policy.duration_ms_max);
    grant.unseals_max = std::min(grant.unseals_max, policy.unseals_max);
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
        GrantPolicy policy = changed(scope.tables.policies.house(), change);
        if (!is_within_limits(policy))
            return fail(out_of_limits);
        EntryFields fields = scope.entry(Event::policy_changed, &by);
        fields.policy = policy_text(all_parts(policy));
        if (!may(by.role, Act::set_house_policy)) {
            fields.why = "role";
            return scope.refuse(
                {ErrorCode::forbidden, "only administrators set the policy"}, std::move(fields));
        }
        // Only of a change of them: what accounts have made of it since stands in no other part's way.
        if (change.approver_groups)
            if (auto problem = why_unmeetable(scope, policy.approver_groups)) {
                fields.why = "groups";
                return scope.refuse(std::move(*problem), std::move(fields));
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
    std::vector<GrantId> revoked;
    std::vector<CredentialId>
        kept; // whose values may be fetched once more by grants that are used up
    auto done = engine_->write<GrantPolicy>([&](WriteScope& scope) -> Expected<GrantPolicy> {
        const auto seen = visible_ticket(scope, by, ticket);
        if (!seen)
            return fail(seen.error());
        const GrantPolicy house = scope.tables.policies.house();
        PolicyChange wish = merged(scope.tables.policies.of_ticket(ticket), change);
        PolicyChange said = change;
        take_back_if_empty(wish.reason_codes, said.reason_codes);
        take_back_if_empty(wish.approver_groups, said.approver_groups);
        GrantPolicy wanted = changed(house, said);
        if (!is_within_limits(wanted)) // of groups those the customer names
            return fail(out_of_limits);
        if (wish.reason_codes)
            wish.reason_codes = changed(house, wish).reason_codes;
        if (said.approver_groups) {
            wish.approver_groups = beyond_house(house.approver_groups, wanted.approver_groups);
            wanted.approver_groups = laid_over(house.approver_groups, wanted.approver_groups);
        }
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
        if (said.approver_groups)
            if (auto problem = why_unmeetable(scope, wanted.approver_groups)) {
                fields.why = "groups";
                return scope.refuse(std::move(*problem), std::move(fields));
            }
        const GrantPolicy before = effective_policy(scope, ticket);
        scope.tables.policies.set_ticket(ticket, wish);
        scope.audit(std::move(fields));
        revoked = revoke_unmet(scope, by, *seen, without_parts(before, said));
        for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(ticket))
            kept.push_back(credential.id);
        return effective_policy(scope, ticket);
    });
    if (!done)
        return fail(done.error());
    for (const GrantId& grant : revoked)
        engine_->opened_values.forget(grant);
    for (const CredentialId& credential : kept)
        engine_->opened_values.forget(credential);
    return std::move(done->value);
}

} // namespace vault
