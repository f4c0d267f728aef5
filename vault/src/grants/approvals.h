#pragma once

#include "scope/read_scope.h"
#include "vault/grant.h"
#include "vault/person.h"
#include "vault/policy.h"

#include <cstdint>

namespace vault {

// Whose approval a grant of the credential needs: the customer's and that of so many other agents.
struct ApprovalsWanted {
    bool customer = false;
    std::uint32_t agents = 0;
};

// By the policy. Where no customer can be asked, for a ticket of the house or what was found in an internal note, another agent answers in
// the customer's place.
[[nodiscard]] ApprovalsWanted approvals_wanted(const ReadScope& scope, const GrantPolicy& policy,
    const CredentialRecord& credential, const TicketRecord& ticket);

// What of it is still missing, by the approvals the grant has and the customer's standing answer.
[[nodiscard]] ApprovalsWanted approvals_missing(const ReadScope& scope, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket);

[[nodiscard]] inline bool is_enough(const ApprovalsWanted& missing)
{
    return !missing.customer && missing.agents == 0;
}

} // namespace vault
