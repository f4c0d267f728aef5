#include "scope/store_message.h"

namespace vault {

void store_message(
    WriteScope& scope, const Actor& by, const TicketRecord& ticket, const MessageDraft& draft)
{
    scope.tables.tickets.insert_message({draft.id, ticket.id, by.person, by.role, draft.internal,
        scope.sealed(draft.body, scope.content_key(ticket), draft.id.to_string(), "body"),
        scope.now});
    scope.tables.tickets.touch(ticket.id, scope.now);
    EntryFields fields = scope.entry(Event::message_added, &by);
    fields.ticket = ticket.id;
    scope.audit(std::move(fields));
}

} // namespace vault
