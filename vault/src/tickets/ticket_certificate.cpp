#include "engine/engine.h"
#include "log/log_proofs.h"
#include "scope/access.h"
#include "scope/certificates.h"

#include <map>
#include <vector>

namespace vault {

namespace {

struct Covered {
    Instant closed_at;
    std::string certificates; // as certificates_line
};

// Nothing of it changes any more once the ticket is closed and everything in it shredded.
Expected<Covered> covered_by(
    const ReadScope& scope, const Engine& engine, const Actor& by, const TicketId& id)
{
    const auto ticket = ticket_for(scope, by, id, Act::read_text);
    if (!ticket)
        return fail(ticket.error());
    if (ticket->state == TicketState::closing)
        return fail({ErrorCode::conflict, "the ticket is closing; ask once its grace is over"});
    if (!ticket->closed_at)
        return fail({ErrorCode::conflict, "the ticket is not closed"});
    const StoredTree tree{scope.tables.audit};
    std::map<std::string, std::string> notes; // by the credentials' ids
    for (const CredentialRecord& credential : visible_credentials(scope, by, id)) {
        if (credential.state != CredentialState::shredded)
            return fail({ErrorCode::conflict,
                "a credential of the ticket is still being shredded; ask again in a moment"});
        notes.emplace(credential.id.to_string(), signed_certificate(engine.signer, engine.store,
                                                     certified(scope.tables, tree, credential)));
    }
    std::vector<std::string> in_order;
    for (auto& [credential, note] : notes)
        in_order.push_back(std::move(note));
    return Covered{*ticket->closed_at, certificates_line(in_order)};
}

} // namespace

Expected<std::string> Vault::ticket_certificate(const Actor& by, const TicketId& id)
{
    const auto covered =
        engine_->read([&](ReadScope& scope) { return covered_by(scope, *engine_, by, id); });
    if (!covered)
        return fail(covered.error());
    const auto done = engine_->write<Instant>([&](WriteScope& scope) -> Expected<Instant> {
        EntryFields fields = scope.entry(Event::ticket_certified, &by);
        fields.ticket = id;
        fields.certificates = covered->certificates;
        scope.audit(std::move(fields));
        return scope.now;
    });
    if (!done)
        return fail(done.error());
    const Durable& durable = done->durable;
    const auto entry = engine_->read([&](ReadScope& scope) -> Expected<LoggedEntry> {
        return logged_entry(scope.tables.audit, durable.entries.front(), durable.head.size);
    });
    if (!entry)
        return fail(entry.error());
    return engine_->signer.sign(ticket_certificate_body(engine_->store, id, covered->closed_at,
        done->value, covered->certificates, *entry, durable.head));
}

} // namespace vault
