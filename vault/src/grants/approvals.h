#pragma once

#include "scope/read_scope.h"
#include "vault/grant.h"
#include "vault/person.h"
#include "vault/policy.h"

#include <cstdint>
#include <vector>

namespace vault {

// Whose approval a grant of the credential needs: the customer's, that of so many other agents, and of so many people of each group.
struct ApprovalsWanted {
    bool customer = false;
    bool in_customers_place = false; // one more agent
    std::uint32_t agents = 0;
    std::vector<GroupNeed> groups;
};

// By the policy. Where no customer can be asked, for a ticket of the house or what was found in an internal note, one agent more answers in
// the customer's place, in addition to the others as the customer is.
[[nodiscard]] ApprovalsWanted approvals_wanted(const ReadScope& scope, const GrantPolicy& policy,
    const CredentialRecord& credential, const TicketRecord& ticket);

// Whether an agent who did not ask is one of those who are asked: any, or one of the groups.
[[nodiscard]] bool is_asked(
    const ReadScope& scope, const ApprovalsWanted& wanted, const PersonId& agent);

// What of it is still missing.
struct ApprovalsMissing {
    bool customer = false;
    std::uint32_t agents = 0; // in all, those of groups among them
    std::vector<GroupNeed> groups;
    bool too_few_people =
        false; // the groups cannot be met by the people they have now, the one who asks left out
};

// By the approvals the grant has and the customer's standing answer. One counts while its giver's account is not disabled, and for a group
// while the agent is in it: what an approval is worth is looked at anew each time.
[[nodiscard]] ApprovalsMissing approvals_missing(const ReadScope& scope, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket);

[[nodiscard]] inline bool is_enough(const ApprovalsMissing& missing)
{
    return !missing.customer && missing.agents == 0;
}

} // namespace vault
