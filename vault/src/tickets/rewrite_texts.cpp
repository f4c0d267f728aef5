#include "tickets/rewrite_texts.h"

#include "base/name_table.h"
#include "engine/engine.h"
#include "scope/access.h"
#include "scope/attachment_steps.h"

namespace vault {

namespace {

using Place = StoredText::Place;

// What is bound into the envelope of each place.
constexpr NameTable<Place, 6> fields{
    {"subject", "description", "environment", "body", "label", "name"}};
static_assert(static_cast<std::size_t>(Place::file_name) + 1 == fields.names.size());

EntryFields rewritten(const WriteScope& scope, const Actor& by, const TicketRecord& ticket)
{
    EntryFields entry = scope.entry(Event::ticket_rewritten, &by);
    entry.ticket = ticket.id;
    return entry;
}

} // namespace

void rewrite_texts(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, const Rewrites& rewrites)
{
    for (const StoredText& text : rewrites.texts)
        scope.tables.texts.replace(ticket.id, text.place, text.object,
            scope.sealed(text.text, content_key, text.object, fields.name(text.place)));
    if (!rewrites.texts.empty())
        scope.audit(rewritten(scope, by, ticket));
    for (const StoredFile& file : rewrites.files) {
        auto attachment = scope.tables.attachments.find(file.id);
        if (!attachment || attachment->ticket != ticket.id ||
            attachment->state != AttachmentState::stored)
            continue;
        const auto bytes = std::as_bytes(std::span{file.bytes});
        while (scope.tables.attachments.remove_chunks(file.id, ChunkPart::redacted, 64)) {
        }
        insert_redacted(scope, file.id, content_key, bytes, 0, redacted_chunks(bytes.size()));
        attachment->stored_size = bytes.size();
        scope.tables.attachments.update(*attachment);
        EntryFields entry = rewritten(scope, by, ticket);
        entry.attachment = file.id;
        scope.audit(std::move(entry));
    }
}

Expected<std::vector<StoredText>> Vault::stored_texts(const Actor& by, const TicketId& id) const
{
    return engine_->read([&](ReadScope& scope) -> Expected<std::vector<StoredText>> {
        const auto ticket = ticket_for(scope, by, id, Act::write);
        if (!ticket)
            return fail(ticket.error());
        const Secret key = scope.content_key(*ticket);
        std::vector<StoredText> all;
        const auto add = [&](Place place, std::string object, const Bytes& envelope) {
            std::string text = scope.text(envelope, key, object, fields.name(place));
            all.push_back({place, std::move(object), std::move(text)});
        };
        const auto texts = scope.tables.tickets.texts(id);
        add(Place::subject, id.to_string(), ticket->subject_ct);
        add(Place::description, id.to_string(), texts->description_ct);
        add(Place::environment, id.to_string(), texts->environment_ct);
        for (const MessageRecord& message : scope.tables.tickets.messages(id))
            add(Place::message, message.id.to_string(), message.body_ct);
        for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(id))
            add(Place::label, credential.id.to_string(), credential.label_ct);
        for (const AttachmentRecord& attachment : scope.tables.attachments.of_ticket(id))
            add(Place::file_name, attachment.id.to_string(), attachment.name_ct);
        return all;
    });
}

} // namespace vault
