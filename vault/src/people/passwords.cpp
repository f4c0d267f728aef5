#include "crypto/password.h"
#include "engine/engine.h"
#include "scope/grant_edges.h"
#include "scope/store_message.h"

#include <fmt/format.h>

#include <limits>

namespace vault {

namespace {

const Error wrong_current{ErrorCode::forbidden, "the current password is wrong"};

EntryFields password_entry(
    const WriteScope& scope, Event event, const Actor& by, const PersonId& user)
{
    EntryFields fields = scope.entry(event, &by);
    fields.person = user;
    return fields;
}

// A customer's tickets are what the new password opens. Their owner reads of it there, whoever else knows it.
void tell_of_reset(WriteScope& scope, const Actor& by, const PersonId& customer)
{
    constexpr std::uint32_t at_a_time = 200;
    const std::string body = fmt::format(
        "{}, an administrator, set a new password for your account. Whoever knows it reads this "
        "ticket and answers in your name. Change it now; if you did not ask for it, say so here.",
        scope.profile(by.person).name);
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    while (true) {
        const auto tickets =
            scope.tables.tickets.list_of_customer(customer, before, at_a_time, scope.now);
        for (const QueueRecord& row : tickets)
            if (row.ticket.state != TicketState::closed)
                store_message(scope, by, row.ticket, {MessageId::random(scope.random()), body});
        if (tickets.size() < at_a_time)
            return;
        before = tickets.back().ticket.position;
    }
}

} // namespace

Expected<void> Vault::change_password(const Seat& seat, const Secret& current, const Secret& fresh)
{
    const PersonId& person = seat.actor.person;
    const auto found = engine_->read([&](ReadScope& scope) -> Expected<std::string> {
        const auto user = scope.tables.persons.find_user(person);
        if (!user)
            return fail({ErrorCode::not_found, "no such user"});
        return user->password_hash;
    });
    if (!found)
        return fail(found.error());
    // Outside the writer: both cost 0.7 s.
    const bool right = verify_password(current, *found);
    auto hash = right ? hash_password(fresh) : Expected<std::string>{std::string{}};
    if (!hash)
        return fail(hash.error());
    const auto applied = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = password_entry(scope, Event::password_changed, seat.actor, person);
        const auto user = scope.tables.persons.find_user(person);
        if (!right || !user || user->password_hash != *found) {
            fields.why = "wrong_password";
            return scope.refuse(wrong_current, std::move(fields));
        }
        scope.tables.persons.set_password_hash(person, *hash);
        scope.tables.sessions.remove_others_of(person, seat.session);
        scope.audit(std::move(fields));
        return Done{};
    });
    if (!applied)
        return fail(applied.error());
    engine_->opened_values.forget(person);
    return {};
}

Expected<void> Vault::reset_password(const Actor& by, const PersonId& user, const Secret& fresh)
{
    const bool allowed = by.role == Role::admin;
    if (allowed && by.person == user)
        return fail({ErrorCode::conflict, "your own password is changed with the one you have"});
    auto hash = allowed ? hash_password(fresh) : Expected<std::string>{std::string{}};
    if (!hash)
        return fail(hash.error());
    const auto applied = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = password_entry(scope, Event::password_reset, by, user);
        if (!allowed)
            return scope.refuse(
                {ErrorCode::forbidden, "only an admin may do this"}, std::move(fields));
        if (!scope.tables.persons.find_user(user))
            return fail({ErrorCode::not_found, "no such user"});
        scope.tables.persons.set_password_hash(user, *hash);
        scope.tables.sessions.remove_all_of(user);
        scope.audit(std::move(fields));
        end_grants_of(scope, user, by, "password_reset");
        tell_of_reset(scope, by, user);
        return Done{};
    });
    if (!applied)
        return fail(applied.error());
    engine_->opened_values.forget(user);
    return {};
}

} // namespace vault
