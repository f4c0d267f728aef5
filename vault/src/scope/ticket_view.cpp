#include "scope/ticket_view.h"

namespace vault {

TicketRow row_of(const ReadScope& scope, const QueueRecord& record, const Secret* content_key)
{
    const TicketRecord& t = record.ticket;
    std::string subject;
    if (content_key != nullptr)
        subject = scope.text(t.subject_ct, *content_key, t.id.to_string(), "subject");
    return {t.id, t.customer, t.state, std::move(subject), t.created_at, t.updated_at,
        record.sealed_live, record.nearest_expiry, t.closes_at};
}

AttachmentView view_of(const ReadScope& scope, const AttachmentRecord& a, const Secret* content_key)
{
    std::string name;
    std::string media_type;
    if (content_key != nullptr) {
        name = scope.text(a.name_ct, *content_key, a.id.to_string(), "name");
        media_type = scope.text(a.media_type_ct, *content_key, a.id.to_string(), "media_type");
    }
    return {a.id, std::move(name), std::move(media_type), a.size, a.stored_size, a.state,
        a.sealed_count, a.sealed_reason, a.original};
}

MessageView view_of(const ReadScope& scope, const MessageRecord& m, std::string author_name,
    const Secret& content_key)
{
    return {m.id, m.author, std::move(author_name), m.author_role, m.internal, m.at,
        scope.text(m.body_ct, content_key, m.id.to_string(), "body")};
}

} // namespace vault
