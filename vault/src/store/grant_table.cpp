#include "store/grant_table.h"

#include "store/statement.h"

namespace vault {

namespace {

// Columns in the order every SELECT below has them.
GrantRecord grant_of_row(const Statement& row)
{
    return {row.id<GrantId>(0), row.integer(1), row.id<CredentialId>(2), row.id<TicketId>(3),
        row.id<PersonId>(4), row.word(5, parse_grant_state), row.blob(6), row.integer(7),
        row.small(8), row.small(9), row.instant(10), row.instant_or_null(11),
        row.instant_or_null(12), row.instant_or_null(13), row.instant_or_null(14),
        row.is_null(15) ? std::string{} : row.text(15)};
}

std::vector<GrantRecord> all_rows(Statement& read)
{
    std::vector<GrantRecord> rows;
    while (read.step())
        rows.push_back(grant_of_row(read));
    return rows;
}

} // namespace

void GrantTable::insert(const GrantRecord& g)
{
    Statement{database_,
        "INSERT INTO access_grant (id, position, credential, ticket, agent, state, reason_ct, "
        "duration_ms, unseals_max, unseals_done,"
        " requested_at, decided_at, activated_at, ends_at, due_at, reason_code)"
        " SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "nullif(?, '') FROM "
        "access_grant",
        g.id, g.credential, g.ticket, g.agent, to_string(g.state), g.reason_ct, g.duration_ms,
        g.unseals_max, g.unseals_done, g.requested_at, g.decided_at, g.activated_at, g.ends_at,
        g.due_at, g.reason_code}
        .run();
}

void GrantTable::update(const GrantRecord& g)
{
    Statement{database_,
        "UPDATE access_grant SET state = ?, duration_ms = ?, unseals_max = ?, unseals_done = ?, "
        "decided_at = ?, activated_at = ?, ends_at = ?, due_at = ? WHERE id = ?",
        to_string(g.state), g.duration_ms, g.unseals_max, g.unseals_done, g.decided_at,
        g.activated_at, g.ends_at, g.due_at, g.id}
        .run();
}

std::optional<GrantRecord> GrantTable::find(const GrantId& id) const
{
    Statement read{database_,
        "SELECT id, position, credential, ticket, agent, state, reason_ct, duration_ms, "
        "unseals_max, unseals_done, requested_at, decided_at,"
        " activated_at, ends_at, due_at, reason_code FROM access_grant WHERE id = ?",
        id};
    return read.step() ? std::optional{grant_of_row(read)} : std::nullopt;
}

std::vector<GrantRecord> GrantTable::list(
    const GrantChoice& choice, std::int64_t before, std::uint32_t limit) const
{
    // One literal for every combination: an absent choice is a null, and null means all.
    const auto state =
        choice.state ? std::optional{std::string{to_string(*choice.state)}} : std::nullopt;
    Statement read{database_,
        "SELECT g.id, g.position, g.credential, g.ticket, g.agent, g.state, g.reason_ct, "
        "g.duration_ms, g.unseals_max, g.unseals_done,"
        " g.requested_at, g.decided_at, g.activated_at, g.ends_at, g.due_at, g.reason_code FROM "
        "access_grant g "
        "JOIN ticket t ON t.id = g.ticket JOIN credential c ON c.id = g.credential"
        " WHERE g.position < ?1 AND (?2 IS NULL OR g.state = ?2) AND (?3 IS NULL OR g.ticket = ?3) "
        "AND (?4 IS NULL OR (t.customer = ?4 AND c.internal = 0))"
        " ORDER BY g.position DESC LIMIT ?5",
        before, state, choice.ticket, choice.customer, limit};
    return all_rows(read);
}

std::vector<GrantRecord> GrantTable::open_of_credential(const CredentialId& credential) const
{
    Statement read{database_,
        "SELECT id, position, credential, ticket, agent, state, reason_ct, duration_ms, "
        "unseals_max, unseals_done, requested_at, decided_at,"
        " activated_at, ends_at, due_at, reason_code FROM access_grant WHERE credential = ? AND "
        "state IN "
        "('requested', 'approved', 'active')"
        " ORDER BY position",
        credential};
    return all_rows(read);
}

std::vector<CredentialId> GrantTable::opened_by(const PersonId& agent, const TicketId& ticket) const
{
    std::vector<CredentialId> all;
    Statement read{database_,
        "SELECT DISTINCT credential FROM access_grant WHERE ticket = ? AND agent = ?"
        " AND unseals_done > 0",
        ticket, agent};
    while (read.step())
        all.push_back(read.id<CredentialId>(0));
    return all;
}

// Time ends every open grant, so the index of what is due holds them all.
std::vector<GrantRecord> GrantTable::open_of_agent(const PersonId& agent) const
{
    Statement read{database_,
        "SELECT id, position, credential, ticket, agent, state, reason_ct, duration_ms, "
        "unseals_max, unseals_done, requested_at, decided_at,"
        " activated_at, ends_at, due_at, reason_code FROM access_grant WHERE due_at IS NOT NULL "
        "AND agent = ? ORDER BY position",
        agent};
    return all_rows(read);
}

std::vector<GrantRecord> GrantTable::due(Instant now, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, position, credential, ticket, agent, state, reason_ct, duration_ms, "
        "unseals_max, unseals_done, requested_at, decided_at,"
        " activated_at, ends_at, due_at, reason_code FROM access_grant WHERE due_at <= ? ORDER BY "
        "due_at LIMIT "
        "?",
        now, limit};
    return all_rows(read);
}

void GrantTable::insert_approval(const GrantId& id, const ApprovalRecord& approval)
{
    Statement{database_,
        "INSERT INTO grant_approval (access_grant, person, side, at) VALUES (?, ?, ?, ?)", id,
        approval.person, approval.by_customer ? "customer" : "agent", approval.at}
        .run();
}

std::vector<ApprovalRecord> GrantTable::approvals(const GrantId& id) const
{
    Statement read{database_,
        "SELECT person, side = 'customer', at FROM grant_approval WHERE access_grant = ? ORDER BY "
        "at, person",
        id};
    std::vector<ApprovalRecord> all;
    while (read.step())
        all.push_back({read.id<PersonId>(0), read.integer(1) != 0, read.instant(2)});
    return all;
}

std::optional<Instant> GrantTable::earliest_due() const
{
    Statement read{database_, "SELECT min(due_at) FROM access_grant WHERE due_at IS NOT NULL"};
    return read.step() ? read.instant_or_null(0) : std::nullopt;
}

} // namespace vault
