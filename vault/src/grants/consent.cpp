#include "grants/consent.h"

#include "engine/engine.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "scope/grant_edges.h"
#include "scope/refusal.h"

#include <algorithm>

namespace vault {

namespace {

bool customer_approved(const ReadScope& scope, const GrantRecord& grant)
{
    return std::ranges::any_of(
        scope.tables.grants.approvals(grant.id), &ApprovalRecord::by_customer);
}

} // namespace

bool allowed_in_advance(
    const CredentialRecord& credential, const TicketRecord& ticket, Instant now) noexcept
{
    switch (credential.consent) {
    case Consent::ask:
        return false;
    case Consent::hour:
        return credential.consent_until && now < *credential.consent_until;
    case Consent::while_open:
        return ticket.state == TicketState::open;
    }
    return false;
}

void set_consent(
    WriteScope& scope, const Actor& by, const CredentialRecord& credential, Consent consent)
{
    const auto until = consent == Consent::hour ? std::optional{scope.now + consent_hour_ms}
                                                : std::optional<Instant>{};
    scope.tables.credentials.set_consent(credential.id, consent, until);
    const bool withdrawn = consent == Consent::ask;
    EntryFields fields =
        scope.entry(withdrawn ? Event::consent_withdrawn : Event::consent_given, &by);
    fields.ticket = credential.ticket;
    fields.credential = credential.id;
    fields.expires_at = until;
    if (!withdrawn)
        fields.why = to_string(consent);
    scope.audit(std::move(fields));
    if (!withdrawn)
        return;
    for (GrantRecord& grant : scope.tables.grants.open_of_credential(credential.id))
        if (edge(grant.state, GrantAct::revoke))
            take_edge(scope, grant, GrantAct::revoke, &by, "consent");
        else if (customer_approved(
                     scope, grant)) // and waits for others: their yes alone must not open it
            take_edge(scope, grant, GrantAct::deny, &by, "consent");
}

Expected<CredentialView> Vault::set_consent(
    const Actor& by, const CredentialId& id, Consent consent)
{
    const bool withdrawn = consent == Consent::ask;
    auto done = engine_->write<CredentialView>(
        [&](WriteScope& scope) -> Expected<CredentialView> {
            const auto found = visible_credential(scope, by, id);
            if (!found)
                return fail(found.error());
            EntryFields refusal =
                scope.entry(withdrawn ? Event::consent_withdrawn : Event::consent_given, &by);
            refusal.ticket = found->ticket.id;
            refusal.credential = id;
            if (!may(by.role, Act::decide_grant)) {
                refusal.why = "role";
                return scope.refuse(
                    {ErrorCode::forbidden, "only the customer answers for the credential"},
                    std::move(refusal));
            }
            const CredentialRecord& credential = found->credential;
            refusal.why = why_ended(credential, scope.latest);
            if (!refusal.why.empty())
                return scope.refuse(
                    {ErrorCode::gone, "the credential is shredded"}, std::move(refusal));
            vault::set_consent(scope, by, credential, consent);
            const Secret key = scope.content_key(found->ticket);
            return view_of(scope, *scope.tables.credentials.find(id), &key);
        },
        withdrawn ? Room::reserved : Room::ordinary);
    if (!done)
        return fail(done.error());
    if (withdrawn)
        engine_->opened_values.forget(id);
    return std::move(done->value);
}

} // namespace vault
