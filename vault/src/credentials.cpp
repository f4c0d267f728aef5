#include "access.h"
#include "attachment_steps.h"
#include "credential_seal.h"
#include "engine.h"
#include "rewrite_texts.h"
#include "vault/assert.h"

#include <set>

namespace vault {

Expected<std::vector<CredentialView>> Vault::add_credentials(
    const Actor& by, const TicketId& id, std::vector<NewCredential> credentials, Rewrites rewrites)
{
    auto sealed = seal_credentials(
        std::move(credentials), engine_->store, engine_->writer.now(), engine_->world.random);
    if (!sealed)
        return fail(sealed.error());
    using Views = std::vector<CredentialView>;
    auto done = engine_->write<Views>([&](WriteScope& scope) -> Expected<Views> {
        const auto ticket = ticket_for(scope, by, id, Act::write);
        if (!ticket)
            return fail(ticket.error());
        if (ticket->state == TicketState::closed)
            return fail({ErrorCode::conflict, "the ticket is closed"});
        const Secret key = scope.content_key(*ticket);
        rewrite_texts(scope, by, *ticket, key, rewrites);
        Views views;
        for (SealedCredential& credential : *sealed) {
            const auto stored = store_credential(scope, by, *ticket, key, credential);
            if (!stored)
                return fail(stored.error());
            views.push_back(view_of(scope, *stored, &key));
        }
        scope.tables.tickets.touch(id, scope.now);
        return views;
    });
    if (!done)
        return fail(done.error());
    return std::move(done->value);
}

Expected<CredentialView> Vault::find_credential(const Actor& by, const CredentialId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<CredentialView> {
        const auto found = visible_credential(scope, by, id);
        if (!found)
            return fail(found.error());
        if (!may(by.role, Act::read_text))
            return view_of(scope, found->credential, nullptr);
        const Secret key = scope.content_key(found->ticket);
        return view_of(scope, found->credential, &key);
    });
}

Expected<ShredResult> Vault::shred(const Actor& by, const CredentialId& id, Cause cause)
{
    auto done = engine_->write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            const auto found = visible_credential(scope, by, id);
            if (!found)
                return fail(found.error());
            EntryFields refusal = scope.entry(Event::credential_shredding, &by);
            refusal.ticket = found->ticket.id;
            refusal.credential = id;
            if (!may(by.role, Act::shred)) {
                refusal.why = "role";
                return scope.refuse(
                    {ErrorCode::forbidden, "this role may not do that"}, std::move(refusal));
            }
            if (found->credential.state != CredentialState::sealed)
                return fail({ErrorCode::gone, "the credential is shredded"});
            scope.shred(found->credential, cause, &by);
            return Done{};
        },
        Room::reserved);
    if (!done)
        return fail(done.error());
    if (done->durable.shred_error)
        return fail(*done->durable.shred_error);
    TV_ASSERT(done->durable.destroyed.size() == 1);
    return ShredResult{
        id, signed_certificate(engine_->signer, engine_->store, done->durable.destroyed.front())};
}

Expected<std::string> Vault::certificate(const Actor& by, const CredentialId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<std::string> {
        const auto found = visible_credential(scope, by, id);
        if (!found)
            return fail(found.error());
        if (found->credential.state == CredentialState::shredded)
            return signed_certificate(
                engine_->signer, engine_->store, certified(scope.tables, found->credential));
        if (found->credential.state == CredentialState::sealed &&
            found->credential.expires_at > scope.latest)
            return fail({ErrorCode::conflict, "the credential is not shredded"});
        return fail({ErrorCode::gone, "the credential is being shredded; its certificate follows"});
    });
}

Expected<ClosedTicket> Vault::close(const Actor& by, const TicketId& id)
{
    std::set<CredentialId> hidden; // from this actor
    auto done = engine_->write<Done>(
        [&](WriteScope& scope) -> Expected<Done> {
            const auto ticket = visible_ticket(scope, by, id);
            if (!ticket)
                return fail(ticket.error());
            EntryFields fields = scope.entry(Event::ticket_closed, &by);
            fields.ticket = id;
            if (!may(by.role, Act::close)) {
                fields.why = "role";
                return scope.refuse(
                    {ErrorCode::forbidden, "this role may not do that"}, std::move(fields));
            }
            if (ticket->state == TicketState::closed) {
                fields.why = "closed";
                return scope.refuse(
                    {ErrorCode::conflict, "the ticket is closed already"}, std::move(fields));
            }
            scope.tables.tickets.set_state(id, TicketState::closed, scope.now);
            scope.audit(std::move(fields));
            for (AttachmentRecord& attachment : scope.tables.attachments.of_ticket(id))
                if (attachment.state == AttachmentState::announced)
                    abandon(scope, by, attachment);
            for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(id)) {
                scope.shred(credential, Cause::closed, &by);
                if (credential.internal && is_outside(by.role))
                    hidden.insert(credential.id);
            }
            return Done{};
        },
        Room::reserved);
    if (!done)
        return fail(done.error());
    if (done->durable.shred_error)
        return fail(*done->durable.shred_error);
    ClosedTicket closed{id, {}, {}};
    for (const Certified& destroyed : done->durable.destroyed)
        if (!hidden.contains(destroyed.facts.sealed.id))
            closed.shredded.push_back({destroyed.facts.sealed.id,
                signed_certificate(engine_->signer, engine_->store, destroyed)});
    // The ticket is closed whatever becomes of this: it can be asked for at any time.
    if (auto certificate = ticket_certificate(by, id))
        closed.certificate = std::move(*certificate);
    return closed;
}

} // namespace vault
