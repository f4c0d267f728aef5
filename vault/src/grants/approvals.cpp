#include "grants/approvals.h"

#include "grants/approver_groups.h"
#include "grants/consent.h"
#include "grants/grant_policies.h"
#include "scope/access.h"

#include <algorithm>
#include <numeric>

namespace vault {

namespace {

// Submitted by one of the house for the house.
bool is_of_house(const ReadScope& scope, const TicketRecord& ticket)
{
    const auto user = scope.tables.persons.find_user(ticket.customer);
    return user && user->role != Role::customer;
}

// A guest has no account that could be.
bool is_disabled(const ReadScope& scope, const PersonId& person)
{
    const auto user = scope.tables.persons.find_user(person);
    return user && user->disabled;
}

std::uint32_t people_of(const std::vector<GroupNeed>& needs)
{
    return std::accumulate(needs.begin(), needs.end(), 0U,
        [](std::uint32_t sum, const GroupNeed& need) { return sum + need.needed; });
}

} // namespace

ApprovalsWanted approvals_wanted(const ReadScope& scope, const GrantPolicy& policy,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    const bool nobody_to_ask = credential.internal || is_of_house(scope, ticket);
    return {policy.consent_needed && !nobody_to_ask, policy.consent_needed && nobody_to_ask,
        policy.agents_needed, policy.approver_groups};
}

bool is_asked(const ReadScope& scope, const ApprovalsWanted& wanted, const PersonId& agent)
{
    return wanted.in_customers_place || wanted.agents != 0 ||
           std::ranges::any_of(wanted.groups, [&](const GroupNeed& need) {
               return std::ranges::binary_search(
                   scope.tables.approver_groups.active(need.group), agent);
           });
}

ApprovalsMissing approvals_missing(const ReadScope& scope, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    const ApprovalsWanted wanted =
        approvals_wanted(scope, effective_policy(scope, ticket.id), credential, ticket);
    ApprovalsMissing missing;
    // Disabling ends what the customer allowed in advance; one who was disabled by an earlier program has it still, and it counts no more.
    missing.customer = wanted.customer && (!allowed_in_advance(credential, ticket, scope.latest) ||
                                              is_disabled(scope, ticket.customer));
    std::vector<PersonId> agents;
    for (const ApprovalRecord& approval : scope.tables.grants.approvals(grant.id)) {
        if (approval.by_customer)
            missing.customer = missing.customer && is_disabled(scope, approval.person);
        else if (approval.person != grant.agent && is_active_agent(scope, approval.person))
            agents.push_back(approval.person);
    }
    SeatsLeft left = seats_left(seats_of(scope, wanted.groups, grant.agent), agents);
    const std::uint32_t needed =
        std::max(wanted.agents, people_of(wanted.groups)) + (wanted.in_customers_place ? 1 : 0);
    const auto given = static_cast<std::uint32_t>(agents.size());
    missing.agents = std::max(needed - std::min(needed, given), people_of(left.groups));
    missing.groups = std::move(left.groups);
    missing.too_few_people = left.too_few_people;
    return missing;
}

} // namespace vault
