#include "crypto/base64.h"
#include "crypto/password.h"
#include "engine/engine.h"
#include "people/account.h"
#include "scope/blind_index.h"
#include "vault/assert.h"

namespace vault {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::int64_t session_idle_ms = 30LL * 60 * 1000;
constexpr std::int64_t session_life_ms = 12LL * 3600 * 1000;
// How often the idle mark moves: often enough for 30 minutes, seldom enough that reading pages writes nothing.
constexpr std::int64_t seen_step_ms = 60LL * 1000;

Error not_signed_in() { return {ErrorCode::unauthenticated, "not signed in"}; }

// One sentence for every refused sign-in: what was wrong is the auditor's to read.
Error refused_sign_in() { return {ErrorCode::unauthenticated, "login or password is wrong"}; }

// Derived from the token, so that it needs no column and ends with the session.
std::string csrf_of(const Secret& index_key, const Secret& token, Authn authn)
{
    return authn == Authn::password ? to_base64(keyed_hash(index_key, "csrf", token.reveal()))
                                    : std::string{};
}

bool has_ended(const SessionRecord& session, Instant now)
{
    return now >= session.expires_at || now >= session.seen_at + session_idle_ms;
}

// No login: people type passwords there.
EntryFields refused_entry(const WriteScope& scope, std::string_view why)
{
    EntryFields fields = scope.entry(Event::session_refused, nullptr);
    fields.authn = Authn::none;
    fields.why = why;
    return fields;
}

std::unexpected<Error> refuse_sign_in(
    WriteScope& scope, const UserRecord& user, std::string_view why, std::string_view address)
{
    EntryFields fields = refused_entry(scope, why);
    fields.person = user.person;
    scope.add_address(fields, user.person, address);
    return scope.refuse(refused_sign_in(), std::move(fields));
}

// A login that no account has. Not taken back like other refusals: the key of the day may be new.
void record_nobody(WriteScope& scope, std::string_view address)
{
    EntryFields fields = refused_entry(scope, "unknown_login");
    fields.refused = true;
    scope.add_address_of_nobody(fields, address);
    scope.audit(std::move(fields));
}

// Tried too often to be looked at. The caller says so once for each account and window, or a flood would fill the log.
Expected<NewSession> refuse_unseen(
    Engine& engine, const std::optional<UserRecord>& user, std::string_view address)
{
    const auto told = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = refused_entry(scope, "sign_in");
        fields.event = Event::access_limited;
        fields.refused = true;
        if (user) {
            fields.person = user->person;
            scope.add_address(fields, user->person, address);
        } else {
            scope.add_address_of_nobody(fields, address);
        }
        scope.audit(std::move(fields));
        return Done{};
    });
    return fail(told ? refused_sign_in() : told.error());
}

Expected<NewSession> open_session(WriteScope& scope, const Secret& index_key,
    const UserRecord& user, Authn kind, std::string_view address)
{
    Secret token{token_bytes};
    scope.random().fill(token.mutable_bytes());
    const SessionRecord session{SessionId::random(scope.random()),
        session_token_hash(index_key, token), user.person, kind, scope.now, scope.now,
        scope.now + session_life_ms};
    scope.tables.sessions.remove_ended(scope.now, scope.now + -session_idle_ms);
    scope.tables.sessions.insert(session);
    const Actor actor{user.person, user.role, kind, std::string{address}};
    scope.audit(scope.entry(Event::session_opened, &actor));
    std::string csrf = csrf_of(index_key, token, kind);
    return NewSession{
        session.id, std::move(token), std::move(csrf), session.expires_at, open_user(scope, user)};
}

} // namespace

Expected<NewSession> Vault::sign_in(
    std::string_view login, const Secret& password, Authn kind, std::string_view address)
{
    TV_ASSERT(kind == Authn::password || kind == Authn::bearer || kind == Authn::none);
    const Secret& index_key = engine_->keys.index_key;
    const Bytes index = login_index(index_key, folded_login(login));
    const auto found = engine_->read([&](ReadScope& scope) -> Expected<std::optional<UserRecord>> {
        return scope.tables.persons.find_user_by_login(index);
    });
    if (!found)
        return fail(found.error());
    const std::optional<UserRecord>& user = *found;
    if (kind == Authn::none)
        return refuse_unseen(*engine_, user, address);
    // Outside the writer, and done in full for an unknown login too.
    const bool right = verify_password(
        password, user ? std::string_view{user->password_hash} : std::string_view{});
    using Opened = std::optional<NewSession>; // none: of nobody
    auto applied = engine_->write<Opened>([&](WriteScope& scope) -> Expected<Opened> {
        if (!user) {
            record_nobody(scope, address);
            return std::nullopt;
        }
        const auto current = scope.tables.persons.find_user(user->person);
        if (!right || !current || current->password_hash != user->password_hash)
            return refuse_sign_in(scope, *user, "wrong_password", address);
        if (current->disabled)
            return refuse_sign_in(scope, *user, "disabled", address);
        return open_session(scope, index_key, *current, kind, address);
    });
    if (!applied)
        return fail(applied.error());
    if (!applied->value)
        return fail(refused_sign_in());
    return *std::move(applied->value);
}

Expected<Seat> Vault::find_session(const Secret& token, std::string_view address)
{
    const Secret& index_key = engine_->keys.index_key;
    const Bytes hash = session_token_hash(index_key, token);
    bool move_mark = false;
    auto seat = engine_->read([&](ReadScope& scope) -> Expected<Seat> {
        const auto session = scope.tables.sessions.find_by_token(hash);
        if (!session || has_ended(*session, scope.now))
            return fail(not_signed_in());
        const auto user = scope.tables.persons.find_user(session->person);
        if (!user || user->disabled)
            return fail(not_signed_in());
        move_mark = scope.now >= session->seen_at + seen_step_ms;
        return Seat{
            {session->person, user->role, session->authn, std::string{address}, session->id},
            session->id, csrf_of(index_key, token, session->authn)};
    });
    if (seat && move_mark) {
        // A full disk must not sign people out: the mark is then moved another time.
        ignore_failure(engine_->write<bool>([&](WriteScope& scope) -> Expected<bool> {
            scope.tables.sessions.set_seen(seat->session, scope.now);
            return true;
        }));
    }
    return seat;
}

Expected<Actor> Vault::find_guest(
    const TicketId& ticket, const Secret& link_secret, std::string_view address) const
{
    const Bytes hash = guest_link_hash(engine_->keys.index_key, link_secret);
    std::string_view refused; // what the entry says; empty: none
    auto guest = engine_->read([&](ReadScope& scope) -> Expected<Actor> {
        const auto record = scope.tables.tickets.find(ticket);
        // A ticket of an account, or one that is closed, has none.
        if (record && record->link_hash.empty())
            refused = "no_link";
        else if (record && !same_bytes(record->link_hash, hash))
            refused = "wrong_link";
        if (!record || !refused.empty())
            return fail(not_signed_in());
        return Actor{record->customer, Role::guest, Authn::link, std::string{address}};
    });
    if (!refused.empty()) {
        // Refused in any case, also where it cannot be recorded.
        ignore_failure(engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
            EntryFields fields = scope.entry(Event::session_refused, nullptr);
            fields.authn = Authn::none;
            fields.why = refused;
            fields.ticket = ticket;
            const auto record = scope.tables.tickets.find(ticket);
            if (record && !address.empty())
                scope.add_private(fields, "address", address, *record);
            return scope.refuse(not_signed_in(), std::move(fields));
        }));
    }
    return guest;
}

Expected<void> Vault::end_session(const Seat& seat)
{
    const auto applied = engine_->write<bool>(
        [&](WriteScope& scope) -> Expected<bool> {
            if (scope.tables.sessions.remove(seat.session))
                scope.audit(scope.entry(Event::session_ended, &seat.actor));
            return true;
        },
        Room::reserved);
    engine_->opened_values.forget(seat.session);
    if (!applied)
        return fail(applied.error());
    return {};
}

} // namespace vault
