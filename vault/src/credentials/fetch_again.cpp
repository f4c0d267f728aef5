// What follows an unseal whose answer may be lost: the value once more, without a second claim.
#include "credentials/fetch_again.h"
#include "engine/engine.h"
#include "scope/access.h"
#include "scope/grant_edges.h"
#include "scope/grant_view.h"
#include "scope/refusal.h"

#include <algorithm>
#include <new>

namespace vault {

namespace {

// In the order in which the answers may be told. A used-up grant may fetch what it was used up by.
std::optional<Refusal> refusal_of(const Actor& by, const GrantRecord& grant,
    const CredentialRecord& credential, const TicketRecord& ticket, const OpenedValues& opened,
    Instant now)
{
    if (auto refusal = refusal_of_opening(by, grant, credential, ticket, now))
        return refusal;
    if (grant.state != GrantState::active && grant.state != GrantState::used_up)
        return refusal_of_state(grant.state);
    if (!grant.ends_at || *grant.ends_at <= now)
        return Refusal{{ErrorCode::needs_grant, "the grant's time is over"}, "time"};
    if (!by.session || !opened.holds(grant.id, *by.session, now))
        return Refusal{
            {ErrorCode::conflict, "no answer of this grant and sign-in is kept any more; "
                                  "they are kept for 30 seconds, sealed originals not at all"},
            "not kept"};
    return std::nullopt;
}

} // namespace

void expect_for_again(Engine& engine, const Actor& by, const GrantRecord& grant, Instant now)
{
    if (by.session)
        engine.opened_values.expect({grant.id, *by.session, by.person, grant.credential,
            now + OpenedValues::kept_ms, Secret{0}});
}

void keep_for_again(
    Engine& engine, const Actor& by, const GrantView& grant, const Secret& value) noexcept
{
    if (!by.session)
        return;
    try {
        const Instant now = engine.writer.now();
        engine.opened_values.keep({grant.id, *by.session, by.person, grant.credential,
            std::min(now + OpenedValues::kept_ms, grant.ends_at.value_or(now)), value.clone()});
        // What forgets nothing: the ends that time brings.
        const auto over = engine.read([&](ReadScope& scope) -> Expected<bool> {
            const auto credential = scope.tables.credentials.find(grant.credential);
            const auto ticket = scope.tables.tickets.find(grant.ticket);
            const auto now_granted = scope.tables.grants.find(grant.id);
            return !credential || credential->state != CredentialState::sealed || !ticket ||
                   !is_live(ticket->state) || !now_granted ||
                   (now_granted->state != GrantState::active &&
                       now_granted->state != GrantState::used_up);
        });
        if (!over || *over)
            engine.opened_values.forget(grant.id);
    } catch (const std::bad_alloc&) {
        engine.opened_values.forget(grant.id);
    }
}

Expected<Unsealed> Vault::fetch_again(const Actor& by, const GrantId& id)
{
    auto done = engine_->write<GrantView>([&](WriteScope& scope) -> Expected<GrantView> {
        const auto found = visible_grant(scope, by, id);
        if (!found)
            return fail(found.error());
        const auto credential = scope.tables.credentials.find(found->grant.credential);
        if (!credential)
            return fail({ErrorCode::corrupt, "a grant names a credential that is not there"});
        EntryFields fields =
            grant_entry(scope, &by, Event::credential_delivered_again, found->grant);
        if (auto refusal = refusal_of(by, found->grant, *credential, found->ticket,
                engine_->opened_values, scope.latest)) {
            fields.why = refusal->why;
            return scope.refuse(std::move(refusal->error), std::move(fields));
        }
        scope.audit(std::move(fields));
        return view_for(scope, by, found->grant, found->ticket);
    });
    if (!done)
        return fail(done.error());
    // Only once its entry is durable. What ended in the meantime is wiped, and the log says that nothing left.
    auto value = engine_->opened_values.find(id, *by.session, engine_->writer.latest());
    if (!value) {
        ignore_failure(engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
            if (const auto grant = scope.tables.grants.find(id)) {
                EntryFields fields =
                    grant_entry(scope, &by, Event::credential_delivered_again, *grant);
                fields.refused = true;
                fields.why = "not kept";
                scope.audit(std::move(fields));
            }
            return Done{};
        }));
        return fail(
            {ErrorCode::conflict, "the credential or the grant ended while it was fetched"});
    }
    return Unsealed{std::move(*value), std::move(done->value), done->durable.entries.front()};
}

} // namespace vault
