#include "store/ticket_table.h"

#include "store/statement.h"

namespace vault {

namespace {

std::optional<TicketState> parse_state(std::string_view text)
{
    for (const TicketState state :
        {TicketState::receiving, TicketState::open, TicketState::closing, TicketState::closed})
        if (to_string(state) == text)
            return state;
    return std::nullopt;
}

// Columns 0 to 12, in the order every SELECT below has them.
TicketRecord ticket_of_row(const Statement& row)
{
    return {row.id<TicketId>(0), row.integer(1), row.id<PersonId>(2), row.word(3, parse_state),
        row.is_null(4) ? std::vector<std::byte>{} : row.blob(4), {row.count(5)}, {row.count(6)},
        row.blob(7), row.instant(8), row.instant(9), row.instant_or_null(10),
        row.instant_or_null(11), row.id_or_null<PersonId>(12)};
}

// Below, the empty text behind the state keeps SQLite to the index of the ticket: it takes a word and a time of the index by end for the narrower choice, and
// then every count of a ticket's credentials walks over all that are sealed.
std::vector<QueueRecord> queue_of(Statement& read)
{
    std::vector<QueueRecord> rows;
    while (read.step())
        rows.push_back({ticket_of_row(read), read.small(13), read.instant_or_null(14)});
    return rows;
}

} // namespace

void TicketTable::insert(const TicketRecord& ticket, const TicketTexts& texts)
{
    const std::optional<std::vector<std::byte>> link =
        ticket.link_hash.empty() ? std::nullopt : std::optional{ticket.link_hash};
    Statement{database_,
        "INSERT INTO ticket (id, position, customer, state, link_hash, content_leaf, log_leaf, "
        "subject_ct, description_ct, environment_ct,"
        " created_at, updated_at) SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ? FROM ticket",
        ticket.id, ticket.customer, to_string(ticket.state), link, ticket.content_leaf.number,
        ticket.log_leaf.number, ticket.subject_ct, texts.description_ct, texts.environment_ct,
        ticket.created_at, ticket.updated_at}
        .run();
}

std::optional<TicketRecord> TicketTable::find(const TicketId& id) const
{
    Statement read{database_,
        "SELECT id, position, customer, state, link_hash, content_leaf, log_leaf, subject_ct, "
        "created_at, updated_at, closed_at, closes_at, closing_by"
        " FROM ticket WHERE id = ?",
        id};
    return read.step() ? std::optional{ticket_of_row(read)} : std::nullopt;
}

std::optional<TicketTexts> TicketTable::texts(const TicketId& id) const
{
    Statement read{database_, "SELECT description_ct, environment_ct FROM ticket WHERE id = ?", id};
    return read.step() ? std::optional{TicketTexts{read.blob(0), read.blob(1)}} : std::nullopt;
}

std::vector<QueueRecord> TicketTable::list_of_customer(
    const PersonId& customer, std::int64_t before, std::uint32_t limit, Instant now) const
{
    Statement read{database_,
        "SELECT t.id, t.position, t.customer, t.state, t.link_hash, t.content_leaf, t.log_leaf, "
        "t.subject_ct, t.created_at, t.updated_at,"
        " t.closed_at, t.closes_at, t.closing_by,"
        " (SELECT count(*) FROM credential_now c WHERE c.ticket = t.id AND c.state || '' = "
        "'sealed' AND "
        "c.internal = 0 AND c.expires_at > ?),"
        " (SELECT min(c.expires_at) FROM credential_now c WHERE c.ticket = t.id AND c.state || '' "
        "= "
        "'sealed' "
        "AND c.internal = 0 AND c.expires_at > ?)"
        " FROM ticket t WHERE t.customer = ? AND t.position < ? ORDER BY t.position DESC LIMIT ?",
        now, now, customer, before, limit};
    return queue_of(read);
}

std::vector<QueueRecord> TicketTable::list_received(
    std::int64_t before, std::uint32_t limit, Instant now) const
{
    Statement read{database_,
        "SELECT t.id, t.position, t.customer, t.state, t.link_hash, t.content_leaf, t.log_leaf, "
        "t.subject_ct, t.created_at, t.updated_at,"
        " t.closed_at, t.closes_at, t.closing_by,"
        " (SELECT count(*) FROM credential_now c WHERE c.ticket = t.id AND c.state || '' = "
        "'sealed' AND "
        "c.expires_at > ?),"
        " (SELECT min(c.expires_at) FROM credential_now c WHERE c.ticket = t.id AND c.state || '' "
        "= "
        "'sealed' "
        "AND c.expires_at > ?)"
        " FROM ticket t WHERE t.state <> 'receiving' AND t.position < ? ORDER BY t.position DESC "
        "LIMIT ?",
        now, now, before, limit};
    return queue_of(read);
}

QueueRecord TicketTable::with_counts(TicketRecord ticket, Instant now, bool internal_too) const
{
    Statement read{database_,
        "SELECT count(*), min(expires_at) FROM credential_now WHERE ticket = ? AND state || '' = "
        "'sealed' "
        "AND expires_at > ? AND (? <> 0 OR internal = 0)",
        ticket.id, now, internal_too};
    (void)read.step();
    return {std::move(ticket), read.small(0), read.instant_or_null(1)};
}

void TicketTable::set_state(const TicketId& id, TicketState state, Instant at)
{
    const std::optional<Instant> closed =
        state == TicketState::closed ? std::optional{at} : std::nullopt;
    Statement{database_,
        "UPDATE ticket SET state = ?, updated_at = ?, closed_at = ?, closes_at = NULL, "
        "closing_by = NULL WHERE id = ?",
        to_string(state), at, closed, id}
        .run();
}

void TicketTable::set_closing(const TicketId& id, const PersonId& by, Instant closes_at, Instant at)
{
    Statement{database_,
        "UPDATE ticket SET state = ?, updated_at = ?, closes_at = ?, closing_by = ? WHERE id = ?",
        to_string(TicketState::closing), at, closes_at, by, id}
        .run();
}

std::vector<TicketRecord> TicketTable::due_closings(Instant until, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, position, customer, state, link_hash, content_leaf, log_leaf, subject_ct, "
        "created_at, updated_at, closed_at, closes_at, closing_by"
        " FROM ticket WHERE closes_at <= ? ORDER BY closes_at LIMIT ?",
        until, limit};
    std::vector<TicketRecord> due;
    while (read.step())
        due.push_back(ticket_of_row(read));
    return due;
}

std::optional<Instant> TicketTable::earliest_closing() const
{
    Statement read{database_, "SELECT min(closes_at) FROM ticket WHERE closes_at IS NOT NULL"};
    return read.step() ? read.instant_or_null(0) : std::nullopt;
}

void TicketTable::touch(const TicketId& id, Instant at)
{
    Statement{database_, "UPDATE ticket SET updated_at = ? WHERE id = ?", at, id}.run();
}

void TicketTable::insert_message(const MessageRecord& message)
{
    Statement{database_,
        "INSERT INTO message (id, position, ticket, author, author_role, internal, body_ct, at)"
        " SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM message WHERE "
        "ticket = ?2",
        message.id, message.ticket, message.author, to_string(message.author_role),
        message.internal ? 1 : 0, message.body_ct, message.at}
        .run();
}

std::vector<MessageRecord> TicketTable::messages(const TicketId& ticket) const
{
    std::vector<MessageRecord> all;
    Statement read{database_,
        "SELECT id, ticket, author, author_role, internal, body_ct, at FROM message WHERE ticket = "
        "? ORDER BY position",
        ticket};
    while (read.step())
        all.push_back({read.id<MessageId>(0), read.id<TicketId>(1), read.id<PersonId>(2),
            read.word(3, parse_role), read.integer(4) != 0, read.blob(5), read.instant(6)});
    return all;
}

} // namespace vault
