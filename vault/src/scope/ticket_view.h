#pragma once

#include "scope/read_scope.h"
#include "vault/ticket.h"

namespace vault {

// `content_key` null: a reader of metadata, for whom every text is empty.
[[nodiscard]] TicketRow row_of(
    const ReadScope& scope, const QueueRecord& record, const Secret* content_key);
[[nodiscard]] AttachmentView view_of(
    const ReadScope& scope, const AttachmentRecord& record, const Secret* content_key);
[[nodiscard]] MessageView view_of(const ReadScope& scope, const MessageRecord& record,
    std::string author_name, const Secret& content_key);

} // namespace vault
