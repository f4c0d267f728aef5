#include "scope/refusal.h"

#include "scope/access.h"

namespace vault {

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
