#include "store/credential_table.h"

#include "store/statement.h"
#include "store/storage_fault.h"

#include <array>

namespace vault {

namespace {

template <class Enum, std::size_t Count>
std::optional<Enum> parse_one_of(std::string_view text, const std::array<Enum, Count>& values)
{
    for (const Enum value : values)
        if (to_string(value) == text)
            return value;
    return std::nullopt;
}

std::optional<Source> parse_source(std::string_view text)
{
    return parse_one_of(
        text, std::array{Source::entered, Source::found, Source::unscanned, Source::original});
}

std::optional<CredentialState> parse_state(std::string_view text)
{
    return parse_one_of(text,
        std::array{CredentialState::sealed, CredentialState::shredding, CredentialState::shredded});
}

std::optional<Cause> parse_cause(std::string_view text)
{
    return parse_one_of(text, std::array{Cause::expired, Cause::used_up, Cause::revoked,
                                  Cause::replaced, Cause::closed, Cause::requested, Cause::lost});
}

// Columns in the order every SELECT below has them.
CredentialRecord credential_of_row(const Statement& row)
{
    const auto cause = row.is_null(17) ? std::nullopt : std::optional{row.word(17, parse_cause)};
    return {row.id<CredentialId>(0), row.id<TicketId>(1), row.word(2, parse_source), row.text(3),
        row.text(4), row.id_or_null<AttachmentId>(5), row.blob(6), row.blob(7), row.blob(8),
        {row.count(9)}, row.word(10, parse_consent), row.instant_or_null(11), row.instant(12),
        row.instant(13), row.small(14), row.small(15), row.word(16, parse_state), cause,
        row.instant_or_null(18), row.instant_or_null(19),
        row.is_null(20) ? std::nullopt : std::optional{row.text(20)}, row.integer(21) != 0};
}

std::vector<CredentialRecord> all_rows(Statement& read)
{
    std::vector<CredentialRecord> rows;
    while (read.step())
        rows.push_back(credential_of_row(read));
    return rows;
}

} // namespace

void CredentialTable::insert(const CredentialRecord& c, const std::vector<std::byte>& value_ct)
{
    const std::optional<std::vector<std::byte>> value =
        value_ct.empty() ? std::nullopt : std::optional{value_ct};
    Statement{database_,
        "INSERT INTO credential (id, position, ticket, source, kind, rule, attachment, label_ct, "
        "value_ct, commitment, ciphertext_hash,"
        " key_leaf, consent, consent_until, created_at, expires_at, unseals_max, unseals_done, "
        "state, internal)"
        " SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "0, "
        "'sealed', ? FROM credential",
        c.id, c.ticket, to_string(c.source), c.kind, c.rule, c.attachment, c.label_ct, value,
        c.commitment, c.ciphertext_hash, c.key_leaf.number, to_string(c.consent), c.consent_until,
        c.created_at, c.expires_at, c.unseals_max, c.internal}
        .run();
}

std::optional<CredentialRecord> CredentialTable::find(const CredentialId& id) const
{
    Statement read{database_,
        "SELECT id, ticket, source, kind, rule, attachment, label_ct, commitment, ciphertext_hash, "
        "key_leaf, consent, consent_until, created_at, expires_at,"
        " unseals_max, unseals_done, state, cause, end_requested_at, shredded_at, level, "
        "internal FROM credential_now WHERE id = ?",
        id};
    return read.step() ? std::optional{credential_of_row(read)} : std::nullopt;
}

std::vector<std::byte> CredentialTable::value(const CredentialId& id) const
{
    Statement read{
        database_, "SELECT value_ct FROM credential WHERE id = ? AND value_ct IS NOT NULL", id};
    return read.step() ? read.blob(0) : std::vector<std::byte>{};
}

std::vector<CredentialRecord> CredentialTable::of_ticket(const TicketId& ticket) const
{
    Statement read{database_,
        "SELECT id, ticket, source, kind, rule, attachment, label_ct, commitment, ciphertext_hash, "
        "key_leaf, consent, consent_until, created_at, expires_at,"
        " unseals_max, unseals_done, state, cause, end_requested_at, shredded_at, level, "
        "internal FROM credential_now WHERE ticket = ? ORDER BY position",
        ticket};
    return all_rows(read);
}

std::uint32_t CredentialTable::count_of_ticket(const TicketId& ticket) const
{
    Statement read{database_,
        "SELECT count(*) FROM credential WHERE ticket = ? AND source <> 'original'", ticket};
    (void)read.step();
    return read.small(0);
}

void CredentialTable::set_consent(
    const CredentialId& id, Consent consent, std::optional<Instant> until)
{
    Statement{database_, "UPDATE credential SET consent = ?, consent_until = ? WHERE id = ?",
        to_string(consent), until, id}
        .run();
}

std::vector<StandingConsent> CredentialTable::standing_of(const PersonId& customer) const
{
    Statement read{database_,
        "SELECT c.id, c.ticket FROM credential_now c JOIN ticket t ON t.id = c.ticket"
        " WHERE t.customer = ? AND c.consent <> 'ask' AND c.state = 'sealed' ORDER BY c.position",
        customer};
    std::vector<StandingConsent> all;
    while (read.step())
        all.push_back({read.id<CredentialId>(0), read.id<TicketId>(1)});
    return all;
}

void CredentialTable::set_unseals_done(const CredentialId& id, std::uint32_t done)
{
    Statement{database_, "UPDATE credential SET unseals_done = ? WHERE id = ?", done, id}.run();
}

void CredentialTable::lose_shredding()
{
    Statement{database_, "UPDATE credential_end SET cause = ?", to_string(Cause::lost)}.run();
}

void CredentialTable::set_shredding(const CredentialId& id, Cause cause, Instant at)
{
    Statement{database_,
        "INSERT INTO credential_end (position, cause, requested_at)"
        " SELECT position, ?, ? FROM credential_now WHERE id = ? AND state = 'sealed'",
        to_string(cause), at, id}
        .run();
}

std::uint64_t CredentialTable::set_shredding_up_to(
    const CredentialId& last, Cause cause, Instant at)
{
    Statement{database_,
        "INSERT INTO credential_end (position, cause, requested_at)"
        " SELECT position, ?, ? FROM credential WHERE listed = 1 AND state = 'sealed'"
        " AND (expires_at, position) <= (SELECT expires_at, position FROM credential WHERE id = ?)"
        " AND NOT EXISTS (SELECT 1 FROM credential_end e WHERE e.position = credential.position)",
        to_string(cause), at, last}
        .run();
    const std::uint64_t ending = database_.rows_changed();
    // Whatever is sealed by its row is ending by now.
    Statement{database_,
        "UPDATE credential SET listed = 0,"
        " state = CASE state WHEN 'sealed' THEN 'shredding' ELSE state END"
        " WHERE listed = 1 AND (expires_at, position) <="
        " (SELECT expires_at, position FROM credential WHERE id = ?)",
        last}
        .run();
    return ending;
}

void CredentialTable::unlist(const CredentialId& id)
{
    Statement{database_,
        "UPDATE credential SET listed = 0,"
        " state = CASE state WHEN 'sealed' THEN 'shredding' ELSE state END"
        " WHERE id = ? AND (state <> 'sealed'"
        " OR EXISTS (SELECT 1 FROM credential_end e WHERE e.position = credential.position))",
        id}
        .run();
}

// No column of an index is among those set: none of their pages is needed to finish an end.
std::uint64_t CredentialTable::set_all_shredded(Instant at, std::string_view level)
{
    Statement{database_,
        "UPDATE credential SET state = 'shredded', shredded_at = ?1, value_ct = NULL,"
        " (cause, end_requested_at, level) = (SELECT e.cause, e.requested_at,"
        " CASE e.cause WHEN 'lost' THEN 'L0' ELSE ?2 END"
        " FROM credential_end e WHERE e.position = credential.position)"
        " WHERE position IN (SELECT position FROM credential_end)",
        at, level}
        .run();
    const std::uint64_t ended = database_.rows_changed();
    Statement{database_, "DELETE FROM credential_end"}.run();
    return ended;
}

std::uint64_t CredentialTable::set_shredded(
    const CredentialId& id, Instant at, std::string_view level)
{
    Statement{database_,
        "UPDATE credential SET state = 'shredded', shredded_at = ?2, value_ct = NULL,"
        " (cause, end_requested_at, level) = (SELECT e.cause, e.requested_at,"
        " CASE e.cause WHEN 'lost' THEN 'L0' ELSE ?3 END"
        " FROM credential_end e WHERE e.position = credential.position)"
        " WHERE id = ?1 AND EXISTS (SELECT 1 FROM credential_end e"
        " WHERE e.position = credential.position)",
        id, at, level}
        .run();
    const std::uint64_t ended = database_.rows_changed();
    Statement{database_,
        "DELETE FROM credential_end WHERE position = (SELECT position FROM credential WHERE id = "
        "?)",
        id}
        .run();
    return ended;
}

std::vector<CredentialRecord> CredentialTable::due(Instant now, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, ticket, source, kind, rule, attachment, label_ct, commitment, ciphertext_hash, "
        "key_leaf, consent, consent_until, created_at, expires_at,"
        " unseals_max, unseals_done, state, cause, end_requested_at, shredded_at, level, "
        "internal FROM credential_now WHERE listed = 1 AND expires_at <= ?"
        " ORDER BY expires_at, position LIMIT ?",
        now, limit};
    return all_rows(read);
}

std::vector<CredentialTable::DuePlace> CredentialTable::due_places(
    Instant now, const DuePlace& after, std::uint32_t limit) const
{
    std::vector<DuePlace> places;
    Statement read{database_,
        "SELECT expires_at, position FROM credential WHERE listed = 1 AND expires_at <= ?"
        " AND (expires_at, position) > (?, ?) ORDER BY expires_at, position LIMIT ?",
        now, after.expires_at, after.position, limit};
    while (read.step())
        places.push_back({read.instant(0), read.count(1)});
    return places;
}

std::optional<CredentialRecord> CredentialTable::at(std::uint64_t position) const
{
    Statement read{database_,
        "SELECT id, ticket, source, kind, rule, attachment, label_ct, commitment, ciphertext_hash, "
        "key_leaf, consent, consent_until, created_at, expires_at,"
        " unseals_max, unseals_done, state, cause, end_requested_at, shredded_at, level, "
        "internal FROM credential_now WHERE position = ?",
        position};
    return read.step() ? std::optional{credential_of_row(read)} : std::nullopt;
}

std::vector<std::uint64_t> CredentialTable::positions(
    std::uint64_t after, std::uint32_t limit) const
{
    std::vector<std::uint64_t> all;
    Statement read{database_,
        "SELECT position FROM credential WHERE position > ? ORDER BY position LIMIT ?", after,
        limit};
    while (read.step())
        all.push_back(read.count(0));
    return all;
}

std::vector<std::uint64_t> CredentialTable::due_by_rows(
    Instant now, std::uint64_t first, std::uint64_t last) const
{
    std::vector<std::uint64_t> due;
    Statement read{database_,
        "SELECT position FROM credential_now WHERE position BETWEEN ? AND ?"
        " AND state = 'sealed' AND expires_at <= ? ORDER BY position",
        first, last, now};
    while (read.step())
        due.push_back(read.count(0));
    return due;
}

std::optional<Instant> CredentialTable::earliest_expiry() const
{
    Statement read{database_, "SELECT min(expires_at) FROM credential WHERE listed = 1"};
    return read.step() ? read.instant_or_null(0) : std::nullopt;
}

std::vector<CredentialRecord> CredentialTable::shredding(std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, ticket, source, kind, rule, attachment, label_ct, commitment, ciphertext_hash, "
        "key_leaf, consent, consent_until, created_at, expires_at,"
        " unseals_max, unseals_done, state, cause, end_requested_at, shredded_at, level, "
        "internal FROM credential_now WHERE position IN (SELECT position FROM credential_end)"
        " ORDER BY position LIMIT ?",
        limit};
    return all_rows(read);
}

} // namespace vault
