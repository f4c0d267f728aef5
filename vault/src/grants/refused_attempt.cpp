#include "base/name_table.h"
#include "engine/engine.h"

namespace vault {

namespace {

constexpr NameTable<RefusedAttempt::Why, 3> reasons{{"role", "not_theirs", "origin"}};

const Error refused{ErrorCode::forbidden, "refused"};

void name_credential(const ReadScope& scope, const CredentialId& id, EntryFields& fields)
{
    const auto credential = scope.tables.credentials.find(id);
    if (!credential)
        return;
    fields.credential = id;
    fields.ticket = credential->ticket;
}

// Only what exists is named: an id of one's own making could carry anything into the log.
void name_object(const ReadScope& scope, std::string_view object, EntryFields& fields)
{
    if (const auto ticket = TicketId::parse(object)) {
        if (scope.tables.tickets.find(*ticket))
            fields.ticket = *ticket;
    } else if (const auto credential = CredentialId::parse(object)) {
        name_credential(scope, *credential, fields);
    } else if (const auto id = GrantId::parse(object)) {
        if (const auto grant = scope.tables.grants.find(*id)) {
            fields.grant = *id;
            fields.credential = grant->credential;
            fields.ticket = grant->ticket;
        }
    } else if (const auto file = AttachmentId::parse(object)) {
        if (const auto attachment = scope.tables.attachments.find(*file)) {
            fields.attachment = *file;
            fields.ticket = attachment->ticket;
        }
    } else if (const auto person = PersonId::parse(object)) {
        if (scope.tables.persons.find(*person))
            fields.person = *person;
    }
}

} // namespace

Expected<void> Vault::record_refusal(const Actor& by, const RefusedAttempt& attempt)
{
    const auto done = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = scope.entry(Event::access_refused, &by);
        fields.act.append(attempt.method).append(" ").append(attempt.address);
        fields.why = reasons.name(attempt.why);
        name_object(scope, attempt.object, fields);
        return scope.refuse(refused, std::move(fields));
    });
    return done || done.error().code() == refused.code() ? Expected<void>{} : fail(done.error());
}

} // namespace vault
