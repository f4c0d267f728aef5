#include "store/session_table.h"

#include "store/statement.h"

namespace vault {

namespace {

std::optional<Authn> parse_sign_in(std::string_view text)
{
    for (const Authn kind : {Authn::password, Authn::bearer})
        if (to_string(kind) == text)
            return kind;
    return std::nullopt;
}

} // namespace

void SessionTable::insert(const SessionRecord& session)
{
    Statement{database_,
        "INSERT INTO session (id, token_hash, person, authn, created_at, seen_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        session.id, session.token_hash, session.person, to_string(session.authn),
        session.created_at, session.seen_at, session.expires_at}
        .run();
}

std::optional<SessionRecord> SessionTable::find_by_token(
    std::span<const std::byte> token_hash) const
{
    Statement read{database_,
        "SELECT id, token_hash, person, authn, created_at, seen_at, expires_at FROM session WHERE "
        "token_hash = ?",
        token_hash};
    if (!read.step())
        return std::nullopt;
    return SessionRecord{read.id<SessionId>(0), read.blob(1), read.id<PersonId>(2),
        read.word(3, parse_sign_in), read.instant(4), read.instant(5), read.instant(6)};
}

void SessionTable::set_seen(const SessionId& id, Instant at)
{
    Statement{database_, "UPDATE session SET seen_at = ? WHERE id = ?", at, id}.run();
}

bool SessionTable::remove(const SessionId& id)
{
    Statement{database_, "DELETE FROM session WHERE id = ?", id}.run();
    return database_.rows_changed() == 1;
}

void SessionTable::remove_all_of(const PersonId& person)
{
    Statement{database_, "DELETE FROM session WHERE person = ?", person}.run();
}

void SessionTable::remove_others_of(const PersonId& person, const SessionId& kept)
{
    Statement{database_, "DELETE FROM session WHERE person = ? AND id <> ?", person, kept}.run();
}

void SessionTable::remove_ended(Instant now, Instant idle_since)
{
    Statement{
        database_, "DELETE FROM session WHERE expires_at <= ? OR seen_at < ?", now, idle_since}
        .run();
}

} // namespace vault
