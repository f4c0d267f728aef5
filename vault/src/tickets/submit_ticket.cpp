#include "engine/engine.h"
#include "scope/access.h"
#include "scope/attachment_steps.h"
#include "scope/blind_index.h"
#include "scope/credential_seal.h"
#include "scope/text_limits.h"
#include "tickets/receipt.h"

#include <utility>

namespace vault {

namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t email_bytes_max = 254;
constexpr std::size_t link_secret_bytes = 32;

Expected<void> check(const NewTicket& t)
{
    if (!is_line(t.subject, 1, subject_bytes_max) || count_visible(t.subject) == 0)
        return fail({ErrorCode::invalid, "a subject is one line of 1 to 300 bytes, not all blank"});
    if (t.description.size() > text_bytes_max || count_visible(t.description) == 0)
        return fail({ErrorCode::invalid, "a description has 1 byte to 256 KiB, not all blank"});
    if (t.environment.size() > environment_bytes_max)
        return fail({ErrorCode::invalid, "environment data has at most 1 MiB"});
    if (t.credentials.size() > ticket_credentials_max ||
        t.attachments.size() > ticket_attachments_max)
        return fail(
            {ErrorCode::too_many, "the ticket holds more credentials or attachments than it may"});
    if (t.customer && !t.attachments.empty())
        return fail({ErrorCode::invalid,
            "a ticket for somebody else is submitted without attachments; add them to it then"});
    std::uint64_t total = 0;
    for (const NewAttachment& attachment : t.attachments) {
        if (const auto good = check_attachment(attachment); !good)
            return good;
        total += attachment.size;
    }
    if (total > ticket_attachment_bytes_max)
        return fail({ErrorCode::invalid, "a ticket's attachments have at most 500 MiB together"});
    if (t.guest && (t.guest->link_secret.size() != link_secret_bytes ||
                       !is_line(t.guest->profile.name, 0, name_bytes_max) ||
                       !is_line(t.guest->profile.email, 0, email_bytes_max)))
        return fail({ErrorCode::invalid, "a guest's name, address or link secret does not fit"});
    return {};
}

// Everything of a new ticket that needs no transaction, so that the writer's thread does little.
struct Prepared {
    Secret content_key;
    Secret log_key;
    Bytes subject_ct;
    TicketTexts texts;
    Bytes link_hash;
    std::vector<SealedCredential> credentials;
};

Expected<Prepared> prepare(NewTicket& t, const Engine& engine, Instant now)
{
    Random& random = engine.world.random;
    const std::string id = t.id.to_string();
    Prepared p{random_key(random), random_key(random), {}, {}, {}, {}};
    const auto sealed = [&](std::string_view text, std::string_view field) {
        return seal(
            std::as_bytes(std::span{text}), p.content_key, {engine.store, id, field}, random);
    };
    p.subject_ct = sealed(t.subject, "subject");
    p.texts = {sealed(t.description, "description"), sealed(t.environment, "environment")};
    if (t.guest)
        p.link_hash = guest_link_hash(engine.keys.index_key, t.guest->link_secret);
    auto sealed_credentials = seal_credentials(std::move(t.credentials), engine.store, now, random);
    if (!sealed_credentials)
        return fail(sealed_credentials.error());
    p.credentials = std::move(*sealed_credentials);
    return p;
}

struct Submitted {
    TicketState state;
    Instant at;
    std::vector<CredentialView> views;
    std::vector<SealedLine> lines;
};

void audit_ticket(
    WriteScope& scope, const Actor& by, const NewTicket& t, Event event, std::string sealed = {})
{
    EntryFields fields = scope.entry(event, &by);
    fields.ticket = t.id;
    if (event == Event::ticket_submitted)
        fields.person = t.customer;
    fields.sealed = std::move(sealed);
    scope.audit(std::move(fields));
}

std::vector<SealedLine> lines_of(const Prepared& p)
{
    std::vector<SealedLine> lines;
    for (const SealedCredential& sealed : p.credentials)
        lines.push_back(line_of(sealed.record));
    return lines;
}

bool is_customer(const ReadScope& scope, const PersonId& person)
{
    const auto user = scope.tables.persons.find_user(person);
    return user && user->role == Role::customer && !user->disabled;
}

Expected<Submitted> store_ticket(
    WriteScope& scope, const Actor& by, const NewTicket& t, Prepared& p)
{
    if (t.guest)
        scope.add_person(t.guest->id, t.guest->profile);
    else if (!scope.tables.persons.find(by.person))
        return fail({ErrorCode::not_found, "no such person"});
    if (t.customer && !is_customer(scope, *t.customer))
        return fail({ErrorCode::invalid, "the ticket is for somebody who is no customer here"});
    const TicketState state = t.attachments.empty() ? TicketState::open : TicketState::receiving;
    const TicketRecord ticket{t.id, 0, t.customer.value_or(by.person), state, p.link_hash,
        scope.put_key(LeafStream::tickets(), p.content_key),
        scope.put_key(LeafStream::tickets(), p.log_key), p.subject_ct, scope.now, scope.now, {}};
    scope.tables.tickets.insert(ticket, p.texts);
    Submitted done{state, scope.now, {}, lines_of(p)};
    audit_ticket(scope, by, t, Event::ticket_submitted, sealed_root(done.lines));
    for (const NewAttachment& attachment : t.attachments)
        store_announced(scope, by, ticket, p.content_key, attachment);
    for (SealedCredential& credential : p.credentials) {
        const auto record = store_credential(scope, by, ticket, p.content_key, credential);
        if (!record)
            return fail(record.error());
        done.views.push_back(view_of(scope, *record, &p.content_key));
    }
    if (state == TicketState::open)
        audit_ticket(scope, by, t, Event::ticket_opened);
    return done;
}

} // namespace

Expected<SubmittedTicket> Vault::submit(const Actor& by, NewTicket ticket)
{
    if (!may(by.role, Act::submit) || (by.role == Role::guest && !ticket.guest))
        return fail({ErrorCode::forbidden, "this role may not do that"});
    if (ticket.customer && by.role != Role::agent)
        return fail({ErrorCode::forbidden, "only agents submit a ticket for somebody else"});
    if (const auto good = check(ticket); !good)
        return fail(good.error());
    Actor actor = by;
    if (ticket.guest)
        actor = {ticket.guest->id, Role::guest, Authn::link, by.address};
    auto prepared = prepare(ticket, *engine_, engine_->writer.now());
    if (!prepared)
        return fail(prepared.error());
    auto done = engine_->write<Submitted>(
        [&](WriteScope& scope) { return store_ticket(scope, actor, ticket, *prepared); });
    if (!done)
        return fail(done.error());
    auto receipt =
        signed_receipt(*engine_, ticket.id, done->value.at, done->value.lines, done->durable);
    if (!receipt)
        return fail(receipt.error());
    return SubmittedTicket{
        ticket.id, done->value.state, std::move(*receipt), std::move(done->value.views)};
}

} // namespace vault
