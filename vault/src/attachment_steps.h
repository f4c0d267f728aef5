#pragma once

#include "vault/ticket.h"
#include "write_scope.h"

namespace vault {

// invalid: name, media type or size break a limit of vault/ticket.h.
[[nodiscard]] Expected<void> check_attachment(const NewAttachment& attachment);
// Announces it in the ticket, with its entry.
AttachmentRecord store_announced(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, const NewAttachment& attachment);
// A ticket being received opens when nothing announced is still to come.
void open_if_complete(WriteScope& scope, const Actor& by, const TicketRecord& ticket);
// announced -> abandoned, with its entry; an upload under way loses its key.
void abandon(WriteScope& scope, const Actor& by, AttachmentRecord& attachment);

} // namespace vault
