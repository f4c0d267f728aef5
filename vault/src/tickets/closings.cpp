// How a ticket ends: at once, or after a grace in which it can be reopened.
#include "engine/engine.h"
#include "grants/grant_policies.h"
#include "scope/access.h"
#include "scope/attachment_steps.h"
#include "scope/finish_closing.h"
#include "scope/grant_edges.h"
#include "scope/refusal.h"

#include <set>

namespace vault {

namespace {

// What the transaction leaves behind for the answer.
struct Ended {
    std::optional<Instant> closes_at;
    std::set<CredentialId> hidden; // from this actor
    std::vector<CredentialId> all;
};

// A grace protects whoever is hurt by a mistaken end; only the customer, whose credentials they are, does without it.
std::optional<Refusal> refusal_of_closing(
    const Actor& by, const TicketRecord& ticket, bool past_a_grace)
{
    if (!may(by.role, Act::close))
        return Refusal{{ErrorCode::forbidden, "this role may not do that"}, "role"};
    if (ticket.state == TicketState::closed)
        return Refusal{{ErrorCode::conflict, "the ticket is closed already"}, "closed"};
    if (past_a_grace && ticket.customer != by.person)
        return Refusal{
            {ErrorCode::forbidden, "only the ticket's own customer can end it before its grace"},
            "not_customer"};
    if (ticket.state == TicketState::closing && !past_a_grace)
        return Refusal{{ErrorCode::conflict, "the ticket is closing already"}, "closing"};
    return std::nullopt;
}

std::optional<Refusal> refusal_of_reopening(
    const Actor& by, const TicketRecord& ticket, Instant latest)
{
    if (!may(by.role, Act::close))
        return Refusal{{ErrorCode::forbidden, "this role may not do that"}, "role"};
    if (ticket.state == TicketState::closed)
        return Refusal{
            {ErrorCode::conflict, "a closed ticket stays closed, since its credentials are "
                                  "destroyed; submit a new one"},
            "closed"};
    if (ticket.state != TicketState::closing)
        return Refusal{{ErrorCode::conflict, "the ticket is not closing"}, to_string(ticket.state)};
    if (*ticket.closes_at <= latest)
        return Refusal{{ErrorCode::conflict, "the grace of the ticket is over"}, "time"};
    if (ticket.closing_by == ticket.customer && by.person != ticket.customer)
        return Refusal{{ErrorCode::forbidden, "the customer closed it; only they can reopen it"},
            "not_customer"};
    return std::nullopt;
}

// The credentials stay as they are; nothing can open them until the ticket is reopened.
void begin_closing(
    WriteScope& scope, const Actor& by, const TicketRecord& ticket, Instant closes_at)
{
    scope.tables.tickets.set_closing(ticket.id, by.person, closes_at, scope.now);
    EntryFields fields = scope.entry(Event::ticket_closing, &by);
    fields.ticket = ticket.id;
    fields.expires_at = closes_at;
    scope.audit(std::move(fields));
    for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(ticket.id))
        end_grants_of(scope, credential.id, Cause::closed);
}

} // namespace

Expected<ClosedTicket> Vault::close(const Actor& by, const TicketId& id, Closing how)
{
    auto done = engine_->write<Ended>(
        [&](WriteScope& scope) -> Expected<Ended> {
            const auto ticket = visible_ticket(scope, by, id);
            if (!ticket)
                return fail(ticket.error());
            const std::int64_t grace_ms = effective_policy(scope, id).closing_grace_ms;
            const bool has_grace = grace_ms != 0 || ticket->state == TicketState::closing;
            const bool at_once = how == Closing::at_once;
            if (auto refusal = refusal_of_closing(by, *ticket, has_grace && at_once)) {
                EntryFields fields = scope.entry(Event::ticket_closed, &by);
                fields.ticket = id;
                fields.why = refusal->why;
                return scope.refuse(std::move(refusal->error), std::move(fields));
            }
            Ended ended;
            for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(id)) {
                ended.all.push_back(credential.id);
                if (credential.internal && is_outside(by.role))
                    ended.hidden.insert(credential.id);
            }
            abandon_all(scope, &by, id);
            if (has_grace && !at_once) {
                ended.closes_at = scope.now + grace_ms;
                begin_closing(scope, by, *ticket, *ended.closes_at);
            } else {
                finish_closing(scope, *ticket, &by);
            }
            return ended;
        },
        Room::reserved);
    if (!done)
        return fail(done.error());
    for (const CredentialId& credential : done->value.all)
        engine_->opened_values.forget(credential);
    if (done->durable.shred_error)
        return fail(*done->durable.shred_error);
    if (done->value.closes_at)
        return ClosedTicket{id, TicketState::closing, done->value.closes_at, {}, {}};
    ClosedTicket closed{id, TicketState::closed, {}, {}, {}};
    for (const Certified& destroyed : done->durable.destroyed)
        if (!done->value.hidden.contains(destroyed.facts.sealed.id))
            closed.shredded.push_back({destroyed.facts.sealed.id,
                signed_certificate(engine_->signer, engine_->store, destroyed)});
    // The ticket is closed whatever becomes of this: it can be asked for at any time.
    if (auto certificate = ticket_certificate(by, id))
        closed.certificate = std::move(*certificate);
    return closed;
}

Expected<void> Vault::reopen(const Actor& by, const TicketId& id)
{
    const auto done = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        const auto ticket = visible_ticket(scope, by, id);
        if (!ticket)
            return fail(ticket.error());
        EntryFields fields = scope.entry(Event::ticket_reopened, &by);
        fields.ticket = id;
        if (auto refusal = refusal_of_reopening(by, *ticket, scope.latest)) {
            fields.why = refusal->why;
            return scope.refuse(std::move(refusal->error), std::move(fields));
        }
        scope.tables.tickets.set_state(id, TicketState::open, scope.now);
        scope.audit(std::move(fields));
        return Done{};
    });
    return done ? Expected<void>{} : fail(done.error());
}

} // namespace vault
