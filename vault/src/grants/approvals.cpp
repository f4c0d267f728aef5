#include "grants/approvals.h"

#include "grants/consent.h"
#include "grants/grant_policies.h"

#include <algorithm>

namespace vault {

namespace {

// Submitted by one of the house for the house.
bool is_of_house(const ReadScope& scope, const TicketRecord& ticket)
{
    const auto user = scope.tables.persons.find_user(ticket.customer);
    return user && user->role != Role::customer;
}

} // namespace

ApprovalsWanted approvals_wanted(const ReadScope& scope, const GrantPolicy& policy,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    if (credential.internal || is_of_house(scope, ticket))
        return {false, std::max(policy.agents_needed, policy.consent_needed ? 1U : 0U)};
    return {policy.consent_needed, policy.agents_needed};
}

ApprovalsWanted approvals_missing(const ReadScope& scope, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket)
{
    ApprovalsWanted missing =
        approvals_wanted(scope, effective_policy(scope, ticket.id), credential, ticket);
    if (allowed_in_advance(credential, ticket, scope.latest))
        missing.customer = false;
    for (const ApprovalRecord& approval : scope.tables.grants.approvals(grant.id)) {
        if (approval.by_customer)
            missing.customer = false;
        else if (missing.agents != 0)
            --missing.agents;
    }
    return missing;
}

} // namespace vault
