#pragma once

#include "store/credential_table.h"
#include "store/grant_table.h"
#include "store/ticket_table.h"
#include "vault/error.h"
#include "vault/person.h"

#include <optional>
#include <string_view>

namespace vault {

// What is answered, and the literal that stands in the entry.
struct Refusal {
    Error error;
    std::string_view why;
};

// The literal for an entry when the credential cannot be opened any more; empty while it can. Time alone decides, whether or not the
// shredder has come by.
[[nodiscard]] std::string_view why_ended(const CredentialRecord& credential, Instant now) noexcept;

// Why this actor gets no value by this grant, whatever the grant's own state; nullopt when that alone decides. In the order in which the
// answers may be told.
[[nodiscard]] std::optional<Refusal> refusal_of_opening(const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket, Instant now);

// What a state that allows no opening is called to who asks.
[[nodiscard]] Refusal refusal_of_state(GrantState state);

} // namespace vault
