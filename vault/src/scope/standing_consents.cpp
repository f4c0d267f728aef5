#include "scope/standing_consents.h"

namespace vault {

void end_standing_consents(WriteScope& scope, const PersonId& customer, const Actor& by)
{
    for (const StandingConsent& standing : scope.tables.credentials.standing_of(customer)) {
        scope.tables.credentials.set_consent(standing.credential, Consent::ask, std::nullopt);
        EntryFields fields = scope.entry(Event::consent_withdrawn, &by);
        fields.ticket = standing.ticket;
        fields.credential = standing.credential;
        fields.person = customer;
        fields.why = "disabled";
        scope.audit(std::move(fields));
    }
}

} // namespace vault
