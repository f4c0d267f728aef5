#pragma once

#include "scope/write_scope.h"
#include "vault/ticket.h"

namespace vault {

// invalid: name, media type or size break a limit of vault/ticket.h.
[[nodiscard]] Expected<void> check_attachment(const NewAttachment& attachment);
// Announces it in the ticket, with its entry.
AttachmentRecord store_announced(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, const NewAttachment& attachment);
// A ticket being received opens when nothing announced is still to come. `by`: nullptr for the vault itself.
void open_if_complete(WriteScope& scope, const Actor* by, const TicketRecord& ticket);
// The chunks of a redacted form of `bytes` bytes: at least one, which may be empty.
[[nodiscard]] std::uint64_t redacted_chunks(std::size_t bytes) noexcept;
// Seals the chunks [first, end) of the redacted form `bytes` under the ticket's key and stores them. There must be none of those numbers.
void insert_redacted(WriteScope& scope, const AttachmentId& id, const Secret& content_key,
    std::span<const std::byte> bytes, std::uint64_t first, std::uint64_t end);
// announced -> abandoned, with its entry; an upload under way loses its key. `by`: nullptr for the vault itself, because its time was over.
void abandon(WriteScope& scope, const Actor* by, AttachmentRecord& attachment);
// The same of everything announced in the ticket.
void abandon_all(WriteScope& scope, const Actor* by, const TicketId& ticket);

} // namespace vault
