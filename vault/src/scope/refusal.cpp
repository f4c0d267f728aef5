#include "scope/refusal.h"

#include "scope/access.h"
#include "vault/assert.h"

#include <algorithm>
#include <array>

namespace vault {

namespace {

struct StateWords {
    GrantState state;
    Literal words;
};
constexpr std::array states{
    StateWords{GrantState::requested, "nobody has answered the request yet"},
    StateWords{GrantState::approved, "nothing was opened under this grant yet"},
    StateWords{GrantState::denied, "the request was refused"},
    StateWords{GrantState::lapsed, "nobody answered the request in time"},
    StateWords{GrantState::expired, "the grant's time is over"},
    StateWords{GrantState::used_up, "the grant is used up"},
    StateWords{GrantState::revoked, "the grant was taken back"},
    StateWords{GrantState::returned, "the grant was given back"},
};

} // namespace

Refusal refusal_of_state(GrantState state)
{
    const auto* const row = std::ranges::find(states, state, &StateWords::state);
    TV_ASSERT(row != states.end());
    return {{ErrorCode::needs_grant, row->words}, to_string(state)};
}

std::string_view why_ended(const CredentialRecord& credential, Instant now) noexcept
{
    if (credential.state != CredentialState::sealed)
        return to_string(credential.state);
    return credential.expires_at <= now ? "expired" : "";
}

std::optional<Refusal> refusal_of_opening(const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket, Instant now)
{
    if (!may(by.role, Act::unseal))
        return Refusal{{ErrorCode::forbidden, "this role never unseals"}, "role"};
    // Every agent who sees the ticket may know that the credential is gone, and gets its certificate.
    const std::string_view ended = why_ended(credential, now);
    if (!ended.empty() && credential.state != CredentialState::sealed)
        return Refusal{{ErrorCode::gone, "the credential is shredded"}, ended};
    if (!ended.empty())
        return Refusal{{ErrorCode::gone, "the credential has expired"}, ended};
    if (!is_live(ticket.state))
        return Refusal{{ErrorCode::needs_grant, "the ticket is closing, which ended its grants"},
            to_string(ticket.state)};
    if (grant.agent != by.person)
        return Refusal{{ErrorCode::forbidden, "the grant is another agent's"}, "other_agent"};
    return std::nullopt;
}

} // namespace vault
