#pragma once

#include "scope/read_scope.h"
#include "vault/error.h"
#include "vault/policy.h"

namespace vault {

// The stricter of the house's policy and the customer's for this ticket.
[[nodiscard]] GrantPolicy effective_policy(const ReadScope& scope, const TicketId& ticket);

// Whether some grant of the credential could be used now, or could again once a clock that runs ahead is set right: where the policy is exclusive
// no other one is approved then.
[[nodiscard]] bool is_taken(const ReadScope& scope, const CredentialId& credential);
[[nodiscard]] Error another_is_open();

// What is approved is never more than the policy allows then, whatever was asked for before it became stricter.
void cut_to(const GrantPolicy& policy, GrantRecord& grant) noexcept;

} // namespace vault
