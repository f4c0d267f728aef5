#pragma once

#include "scope/read_scope.h"
#include "vault/policy.h"

namespace vault {

// The stricter of the house's policy and the customer's for this ticket.
[[nodiscard]] GrantPolicy effective_policy(const ReadScope& scope, const TicketId& ticket);

} // namespace vault
