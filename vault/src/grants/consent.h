#pragma once

#include "scope/write_scope.h"

namespace vault {

// Whether the customer has answered for every grant of the credential that is asked for at `now`.
[[nodiscard]] bool allowed_in_advance(
    const CredentialRecord& credential, const TicketRecord& ticket, Instant now) noexcept;

// Stores the customer's standing answer with its entry. Consent::ask is a withdrawal: every grant of the credential that could still
// be used is revoked with it.
void set_consent(
    WriteScope& scope, const Actor& by, const CredentialRecord& credential, Consent consent);

} // namespace vault
