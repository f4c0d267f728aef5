#include "scope/attachment_steps.h"

#include "scope/text_limits.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::size_t media_type_bytes_max = 127;

EntryFields attachment_entry(const WriteScope& scope, const Actor* by, Event event,
    const TicketId& ticket, const AttachmentId& id)
{
    EntryFields fields = scope.entry(event, by);
    fields.ticket = ticket;
    fields.attachment = id;
    return fields;
}

} // namespace

Expected<void> check_attachment(const NewAttachment& a)
{
    if (!is_line(a.name, 1, attachment_name_bytes_max) ||
        !is_line(a.media_type, 0, media_type_bytes_max))
        return fail({ErrorCode::invalid, "an attachment's name has 1 to 255 bytes and its media "
                                         "type at most 127, without control characters"});
    if (a.size > attachment_bytes_max)
        return fail({ErrorCode::invalid, "an attachment has at most 100 MiB"});
    return {};
}

AttachmentRecord store_announced(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, const NewAttachment& a)
{
    const std::string id = a.id.to_string();
    AttachmentRecord record{a.id, ticket.id, scope.sealed(a.name, content_key, id, "name"),
        scope.sealed(a.media_type, content_key, id, "media_type"), a.size, 0,
        AttachmentState::announced, 0, {}, {}, {}, false, scope.now};
    scope.tables.attachments.insert(record);
    scope.audit(attachment_entry(scope, &by, Event::attachment_announced, ticket.id, a.id));
    return record;
}

void open_if_complete(WriteScope& scope, const Actor* by, const TicketRecord& ticket)
{
    if (ticket.state != TicketState::receiving)
        return;
    const auto all = scope.tables.attachments.of_ticket(ticket.id);
    if (std::ranges::any_of(
            all, [](const AttachmentRecord& a) { return a.state == AttachmentState::announced; }))
        return;
    scope.tables.tickets.set_state(ticket.id, TicketState::open, scope.now);
    EntryFields fields = scope.entry(Event::ticket_opened, by);
    fields.ticket = ticket.id;
    scope.audit(std::move(fields));
}

std::uint64_t redacted_chunks(std::size_t bytes) noexcept
{
    return std::max<std::uint64_t>(1, (bytes + chunk_bytes - 1) / chunk_bytes);
}

void insert_redacted(WriteScope& scope, const AttachmentId& id, const Secret& content_key,
    std::span<const std::byte> bytes, std::uint64_t first, std::uint64_t end)
{
    const std::string name = id.to_string();
    const std::uint64_t count = redacted_chunks(bytes.size());
    for (std::uint64_t i = first; i < std::min(count, end); ++i) {
        const auto plain =
            bytes.subspan(i * chunk_bytes, std::min(chunk_bytes, bytes.size() - i * chunk_bytes));
        scope.tables.attachments.insert_chunk(id, ChunkPart::redacted, i,
            seal_chunk(plain, content_key, {scope.store, name, "redacted"}, i, i + 1 == count,
                scope.random()));
    }
}

void abandon(WriteScope& scope, const Actor* by, AttachmentRecord& attachment)
{
    attachment.state = AttachmentState::abandoned;
    if (attachment.upload_leaf) {
        scope.destroy_key(*attachment.upload_leaf);
        attachment.upload_leaf.reset();
        attachment.dead_chunks = true;
    }
    scope.tables.attachments.update(attachment);
    scope.audit(
        attachment_entry(scope, by, Event::attachment_abandoned, attachment.ticket, attachment.id));
}

void abandon_all(WriteScope& scope, const Actor* by, const TicketId& ticket)
{
    for (AttachmentRecord& attachment : scope.tables.attachments.of_ticket(ticket))
        if (attachment.state == AttachmentState::announced)
            abandon(scope, by, attachment);
}

} // namespace vault
