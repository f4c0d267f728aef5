#include "tickets/receipt.h"

#include "engine/engine.h"
#include "log/log_proofs.h"
#include "scope/access.h"
#include "scope/credential_seal.h"
#include "vault/assert.h"

namespace vault {

namespace {

struct Issued {
    Instant at;
    std::vector<SealedLine> lines;
};

} // namespace

Expected<Receipt> signed_receipt(Engine& engine, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, const Durable& durable)
{
    const auto entry = engine.read([&](ReadScope& scope) -> Expected<LoggedEntry> {
        return logged_entry(scope.tables.audit, durable.entries.front(), durable.head.size);
    });
    if (!entry)
        return fail(entry.error());
    const auto sign = [&](SealedLines where) {
        return engine.signer.sign(
            receipt_body(engine.store, ticket, at, sealed, where, *entry, durable.head));
    };
    // How long the entry, its path and the vault's name are is known only now.
    std::string note = sign(SealedLines::inside);
    if (note.size() < note_bytes_max)
        return Receipt{std::move(note), {}};
    note = sign(SealedLines::apart);
    TV_ASSERT(note.size() < note_bytes_max);
    return Receipt{std::move(note), receipt_list(sealed)};
}

Expected<Receipt> Vault::receipt(const Actor& by, const TicketId& id)
{
    const auto done = engine_->write<Issued>([&](WriteScope& scope) -> Expected<Issued> {
        const auto ticket = ticket_for(scope, by, id, Act::read_text);
        if (!ticket)
            return fail(ticket.error());
        Issued issued{scope.now, {}};
        for (const CredentialRecord& credential : visible_credentials(scope, by, id))
            issued.lines.push_back(line_of(credential));
        EntryFields fields = scope.entry(Event::receipt_issued, &by);
        fields.ticket = id;
        fields.sealed = sealed_root(issued.lines);
        scope.audit(std::move(fields));
        return issued;
    });
    if (!done)
        return fail(done.error());
    return signed_receipt(*engine_, id, done->value.at, done->value.lines, done->durable);
}

} // namespace vault
