#include "scope/finish_closing.h"

namespace vault {

void finish_closing(WriteScope& scope, const TicketRecord& ticket, const Actor* by)
{
    scope.tables.tickets.set_state(ticket.id, TicketState::closed, scope.now);
    EntryFields fields = scope.entry(Event::ticket_closed, by);
    fields.ticket = ticket.id;
    scope.audit(std::move(fields));
    for (const CredentialRecord& credential : scope.tables.credentials.of_ticket(ticket.id))
        scope.shred(credential, Cause::closed, by);
}

} // namespace vault
