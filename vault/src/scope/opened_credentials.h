#pragma once

#include "scope/read_scope.h"
#include "vault/person.h"

#include <set>
#include <string_view>

namespace vault {

// The credentials of the ticket that this agent was shown under a grant, at any time.
[[nodiscard]] std::set<CredentialId> opened_by(
    const ReadScope& scope, const PersonId& agent, const TicketId& ticket);

// Whether the text holds the value of one of them that is alive still: what an agent writes where it stays for good must not. Values of other
// credentials are not looked at, or the answer would tell who guesses that he guessed right.
[[nodiscard]] bool holds_opened_value(const ReadScope& scope, const PersonId& agent,
    const TicketRecord& ticket, std::string_view text);

} // namespace vault
