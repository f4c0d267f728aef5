#include "engine/engine.h"
#include "log/stored_tree.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "tickets/rewrite_texts.h"
#include "vault/assert.h"

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
        const auto ticket = writable_ticket(scope, by, id);
        if (!ticket)
            return fail(ticket.error());
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
            return signed_certificate(engine_->signer, engine_->store,
                certified(scope.tables, StoredTree{scope.tables.audit}, found->credential));
        if (found->credential.state == CredentialState::sealed &&
            found->credential.expires_at > scope.latest)
            return fail({ErrorCode::conflict, "the credential is not shredded"});
        return fail({ErrorCode::gone, "the credential is being shredded; its certificate follows"});
    });
}

} // namespace vault
