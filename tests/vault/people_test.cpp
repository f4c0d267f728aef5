#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "vault/vault.h"

#include <algorithm>
#include <cerrno>

using tests::TestVault;
using vault::Actor;
using vault::Authn;
using vault::ErrorCode;
using vault::PersonId;
using vault::Role;
using vault::Secret;

namespace {

constexpr std::int64_t minute_ms = 60LL * 1000;
constexpr std::int64_t hour_ms = 60 * minute_ms;
const std::string address = "192.0.2.7";

vault::Expected<vault::NewSession> sign_in(TestVault& place, std::string_view login,
    std::string_view password = "a quiet river at noon", Authn kind = Authn::password)
{
    return place->sign_in(login, Secret::copy_of(password), kind, address);
}

vault::NewSession signed_in(TestVault& place, std::string_view login, Authn kind = Authn::password)
{
    auto session = sign_in(place, login, "a quiet river at noon", kind);
    REQUIRE(session.has_value());
    return std::move(*session);
}

} // namespace

TEST_CASE(
    "People: setup is needed until the first admin exists, and the console makes only that one",
    "[vault]")
{
    TestVault place;
    CHECK(place->needs_setup() == true);
    const Actor setup{PersonId::random(place.random), Role::admin, Authn::system, {}};
    REQUIRE(place->create_user(setup, Role::admin, "root@example.com", {}, TestVault::password())
            .has_value());
    CHECK(place->needs_setup() == false);
    // Nobody the vault knows made it, and the log names nobody.
    const std::string made = tests::entries_of(*place, "user.created").at(0).json;
    CHECK_FALSE(made.contains(R"("actor")"));
    CHECK(made.contains(R"("authn":"system")"));
    CHECK(made.contains(R"("why":"setup")"));
    const Actor admin = place.add_user(Role::admin, "other@example.com");
    REQUIRE(place->create_user(admin, Role::agent, "anna@example.com", {}, TestVault::password())
            .has_value());
    CHECK(tests::entries_of(*place, "user.created").back().json.contains(admin.person.to_string()));
    const auto second =
        place->create_user(setup, Role::admin, "second@example.com", {}, TestVault::password());
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code() == ErrorCode::conflict);
}

TEST_CASE("People: an account keeps its name, address and login through a restart", "[vault]")
{
    TestVault place;
    const auto user = place->create_user(place.console(), Role::agent, "Anna@Example.com",
        {"Anna Ager", "anna@example.com"}, TestVault::password());
    REQUIRE(user.has_value());
    place.reopen();
    const auto read = place->user_of(user->id);
    REQUIRE(read.has_value());
    CHECK(read->login == "Anna@Example.com");
    CHECK(read->profile.name == "Anna Ager");
    CHECK(read->profile.email == "anna@example.com");
    CHECK(read->role == Role::agent);
    CHECK_FALSE(read->disabled);
    CHECK(place->list_users(place.console())->size() == 1);
    CHECK(place->user_of(PersonId::random(place.random)).error().code() == ErrorCode::not_found);
}

TEST_CASE("People: a login is taken in any case of letters", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "anna@example.com"));
    const auto again = place->create_user(
        place.console(), Role::agent, "ANNA@example.com", {}, TestVault::password());
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code() == ErrorCode::conflict);
    CHECK(sign_in(place, "aNNa@example.COM").has_value());
}

TEST_CASE("People: what cannot be an account is refused before any work", "[vault]")
{
    TestVault place;
    const auto code = [&](Role role, const std::string& login, const vault::Profile& profile,
                          std::string_view password) {
        const auto made =
            place->create_user(place.console(), role, login, profile, Secret::copy_of(password));
        REQUIRE_FALSE(made.has_value());
        return made.error().code();
    };
    const std::string_view good = "a quiet river at noon";
    CHECK(code(Role::guest, "anna", {}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "", {}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "an na", {}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "an\nna", {}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, std::string(255, 'a'), {}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "anna", {"two\nlines", {}}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "anna", {std::string(201, 'a'), {}}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "anna", {{}, std::string(255, 'a')}, good) == ErrorCode::invalid);
    CHECK(code(Role::agent, "anna", {}, "too short") == ErrorCode::invalid);
    CHECK(code(Role::agent, "anna", {}, "Password2026!") == ErrorCode::invalid);
    CHECK(place->list_users(place.console())->empty());
}

TEST_CASE("People: only an admin makes, lists and disables accounts, and a refusal is an entry",
    "[vault]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna");
    CHECK(
        place->create_user(agent, Role::admin, "other", {}, TestVault::password()).error().code() ==
        ErrorCode::forbidden);
    CHECK(place->list_users(agent).error().code() == ErrorCode::forbidden);
    CHECK(
        place->set_user_disabled(agent, agent.person, true).error().code() == ErrorCode::forbidden);
    const auto refused = tests::entries_of(*place, "user.");
    CHECK(std::ranges::count_if(refused, [](const auto& entry) {
        return entry.json.find(R"("outcome":"refused")") != std::string::npos;
    }) == 2);
}

TEST_CASE(
    "People: a wrong password, an unknown login and a disabled account get one answer", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::admin, "root"));
    const Actor agent = place.add_user(Role::agent, "anna");
    REQUIRE(place->set_user_disabled(place.console(), agent.person, true).has_value());
    const auto wrong = sign_in(place, "root", "a quiet river at nine");
    const auto unknown = sign_in(place, "hunter2-typed-here");
    const auto disabled = sign_in(place, "anna");
    REQUIRE_FALSE(wrong.has_value());
    REQUIRE_FALSE(unknown.has_value());
    REQUIRE_FALSE(disabled.has_value());
    CHECK(wrong.error().code() == ErrorCode::unauthenticated);
    CHECK(wrong.error().to_string() == unknown.error().to_string());
    CHECK(wrong.error().to_string() == disabled.error().to_string());
    const auto refused = tests::entries_of(*place, "session.refused");
    REQUIRE(refused.size() == 3);
    for (const auto& entry : refused)
        CHECK(entry.json.find("hunter2") == std::string::npos);
}

TEST_CASE("Session: it seats its owner until it is ended", "[vault]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna");
    const auto session = signed_in(place, "anna");
    CHECK(session.token.size() == 32);
    CHECK(session.user.id == agent.person);
    const auto seat = place->find_session(session.token, address);
    REQUIRE(seat.has_value());
    CHECK(seat->actor.person == agent.person);
    CHECK(seat->actor.role == Role::agent);
    CHECK(seat->actor.authn == Authn::password);
    CHECK(seat->actor.address == address);
    CHECK(seat->session == session.id);
    CHECK_FALSE(seat->csrf.empty());
    CHECK(seat->csrf == session.csrf);

    place.reopen();
    CHECK(place->find_session(session.token, address).has_value());
    REQUIRE(place->end_session(*seat).has_value());
    CHECK(place->find_session(session.token, address).error().code() == ErrorCode::unauthenticated);
    CHECK(place->end_session(*seat).has_value());
    CHECK(tests::entries_of(*place, "session.ended").size() == 1);
}

TEST_CASE("Session: a token that is not one seats nobody", "[vault]")
{
    TestVault place;
    CHECK(place->find_session(Secret{32}, address).error().code() == ErrorCode::unauthenticated);
    CHECK(place->find_session(Secret{}, address).error().code() == ErrorCode::unauthenticated);
}

TEST_CASE("Session: it ends after 30 minutes without use and 12 hours with it", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "anna"));
    const auto session = signed_in(place, "anna");
    place.clock.advance(30 * minute_ms - 1);
    REQUIRE(place->find_session(session.token, address).has_value());
    place.clock.advance(30 * minute_ms);
    CHECK_FALSE(place->find_session(session.token, address).has_value());

    const auto second = signed_in(place, "anna");
    const auto begun = place.clock.now();
    while (place.clock.now() < begun + (12 * hour_ms - 20 * minute_ms)) {
        place.clock.advance(20 * minute_ms);
        REQUIRE(place->find_session(second.token, address).has_value());
    }
    place.clock.set(begun + (12 * hour_ms - 1));
    CHECK(place->find_session(second.token, address).has_value());
    place.clock.set(begun + 12 * hour_ms);
    CHECK_FALSE(place->find_session(second.token, address).has_value());
}

TEST_CASE("Session: reading writes at most once a minute", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "anna"));
    const auto session = signed_in(place, "anna");
    const auto before = place->checkpoint();
    place.files.count_only(
        [](const vault::FileAccess& access) { return access.op == vault::FileOp::write; });
    const auto writes = place.files.count();
    place.clock.advance(minute_ms - 1);
    for (int i = 0; i < 5; ++i)
        REQUIRE(place->find_session(session.token, address).has_value());
    CHECK(place.files.count() == writes);
    place.clock.advance(1);
    REQUIRE(place->find_session(session.token, address).has_value());
    CHECK(place.files.count() > writes);
    CHECK(place->checkpoint()->size == before->size); // using a session is not an entry
}

TEST_CASE("Session: a bearer session has no page token", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "anna"));
    const auto session = signed_in(place, "anna", Authn::bearer);
    CHECK(session.csrf.empty());
    const auto seat = place->find_session(session.token, address);
    REQUIRE(seat.has_value());
    CHECK(seat->csrf.empty());
    CHECK(seat->actor.authn == Authn::bearer);
}

TEST_CASE("Session: disabling a user ends all of his, enabling revives none", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::admin, "root"));
    const Actor agent = place.add_user(Role::agent, "anna");
    const auto first = signed_in(place, "anna");
    const auto second = signed_in(place, "anna", Authn::bearer);
    const auto other = signed_in(place, "root");
    REQUIRE(place->set_user_disabled(place.console(), agent.person, true).has_value());
    CHECK_FALSE(place->find_session(first.token, address).has_value());
    CHECK_FALSE(place->find_session(second.token, address).has_value());
    CHECK(place->find_session(other.token, address).has_value());
    REQUIRE(place->set_user_disabled(place.console(), agent.person, false).has_value());
    CHECK_FALSE(place->find_session(first.token, address).has_value());
    CHECK(sign_in(place, "anna").has_value());
    CHECK(tests::entries_of(*place, "user.disabled").size() == 1);
    CHECK(tests::entries_of(*place, "user.enabled").size() == 1);
}

TEST_CASE("People: the last admin cannot be disabled", "[vault]")
{
    TestVault place;
    const Actor admin = place.add_user(Role::admin, "root");
    CHECK(
        place->set_user_disabled(admin, admin.person, true).error().code() == ErrorCode::conflict);
    CHECK(place->set_user_disabled(admin, PersonId::random(place.random), true).error().code() ==
          ErrorCode::not_found);
    static_cast<void>(place.add_user(Role::admin, "second"));
    CHECK(place->set_user_disabled(admin, admin.person, true).has_value());
}

TEST_CASE("Guest: the link secret of a ticket seats its guest, nothing else does", "[vault]")
{
    TestVault place;
    const auto secret = vault::Secret::copy_of(std::string(32, 'l'));
    vault::NewTicket ticket{vault::TicketId::random(place.random), {}, "Site is down",
        "It shows a white page.", {}, {}, {}};
    ticket.guest.emplace(vault::NewGuest{
        PersonId::random(place.random), {"Gus", "gus@example.com"}, secret.clone()});
    const auto id = ticket.id;
    const PersonId guest = ticket.guest->id;
    REQUIRE(
        place->submit({guest, Role::guest, Authn::none, address}, std::move(ticket)).has_value());
    const auto actor = place->find_guest(id, secret, address);
    REQUIRE(actor.has_value());
    CHECK(actor->person == guest);
    CHECK(actor->role == Role::guest);
    CHECK(actor->authn == Authn::link);
    const auto wrong = place->find_guest(id, Secret::copy_of(std::string(32, 'x')), address);
    const auto unknown = place->find_guest(vault::TicketId::random(place.random), secret, address);
    REQUIRE_FALSE(wrong.has_value());
    REQUIRE_FALSE(unknown.has_value());
    CHECK(wrong.error().code() == ErrorCode::unauthenticated);
    CHECK(wrong.error().to_string() == unknown.error().to_string());
}

TEST_CASE("People: a full disk refuses a sign-in and leaves those signed in", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "anna"));
    const auto session = signed_in(place, "anna");
    place.clock.advance(5 * minute_ms);
    place.files.count_only(
        [](const vault::FileAccess& access) { return access.op == vault::FileOp::write; });
    place.files.fail_at(1, ENOSPC, true);
    const auto refused = sign_in(place, "anna");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == ErrorCode::disk_full);
    CHECK(place->find_session(session.token, address).has_value());
    place.files.reset();
    CHECK(sign_in(place, "anna").has_value());
}

TEST_CASE("People: a password is changed by who knows it, and other sessions end", "[vault]")
{
    TestVault place;
    static_cast<void>(place.add_user(Role::agent, "dana@example.com"));
    const auto kept = signed_in(place, "dana@example.com");
    const auto other = signed_in(place, "dana@example.com", Authn::bearer);
    const auto seat = place->find_session(kept.token, address);
    REQUIRE(seat.has_value());
    const auto change = [&](std::string_view current, std::string_view fresh) {
        return place->change_password(*seat, Secret::copy_of(current), Secret::copy_of(fresh));
    };

    const auto wrong = change("a quiet river at nine", "another quiet river");
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code() == ErrorCode::forbidden);
    const auto too_short = change("a quiet river at noon", "short");
    REQUIRE_FALSE(too_short.has_value());
    CHECK(too_short.error().code() == ErrorCode::invalid);
    CHECK(place->find_session(other.token, address).has_value());
    CHECK(sign_in(place, "dana@example.com").has_value());

    REQUIRE(change("a quiet river at noon", "another quiet river").has_value());
    CHECK(place->find_session(kept.token, address).has_value());
    CHECK_FALSE(place->find_session(other.token, address).has_value());
    CHECK_FALSE(sign_in(place, "dana@example.com").has_value());
    CHECK(sign_in(place, "dana@example.com", "another quiet river").has_value());

    const auto log = tests::entries_of(*place, "user.password_changed");
    REQUIRE(log.size() == 2);
    CHECK(log[0].json.find(R"("outcome":"refused")") != std::string::npos);
    CHECK(log[0].json.find("wrong_password") != std::string::npos);
    CHECK(log[1].json.find(R"("outcome":"ok")") != std::string::npos);
}

TEST_CASE("People: who resets a password gets none of what the user was trusted with", "[vault]")
{
    TestVault place;
    const Actor admin = place.add_user(Role::admin, "root@example.com");
    const Actor dana = place.add_user(Role::agent, "dana@example.com");
    const auto session = signed_in(place, "dana@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}});
    const auto approved = tests::approved_grant(*place, dana, ticket, ticket.credentials[0]);
    const auto active = tests::approved_grant(*place, dana, ticket, ticket.credentials[1]);
    REQUIRE(place->unseal(dana, active).has_value());
    const auto asked = place->request_grant(dana, tests::new_grant(ticket.credentials[2]));
    REQUIRE(asked.has_value());
    const Secret fresh = Secret::copy_of(std::string_view{"another quiet river"});

    CHECK(place->reset_password(dana, dana.person, fresh).error().code() == ErrorCode::forbidden);
    CHECK(place->reset_password(admin, admin.person, fresh).error().code() == ErrorCode::conflict);
    CHECK(place->reset_password(admin, PersonId::random(place.random), fresh).error().code() ==
          ErrorCode::not_found);
    CHECK(place->find_session(session.token, address).has_value());
    REQUIRE(place->reset_password(admin, dana.person, fresh).has_value());

    CHECK_FALSE(place->find_session(session.token, address).has_value());
    CHECK_FALSE(sign_in(place, "dana@example.com").has_value());
    CHECK(sign_in(place, "dana@example.com", "another quiet river").has_value());
    CHECK_FALSE(place->unseal(dana, approved).has_value());
    CHECK_FALSE(place->unseal(dana, active).has_value());
    CHECK(place->approve(ticket.guest, asked->id).error().code() == ErrorCode::conflict);
    CHECK(tests::entries_of(*place, "user.password_reset").size() == 2); // refused, done
    CHECK(tests::entries_of(*place, "grant.revoked").size() == 2);
    CHECK(tests::entries_of(*place, "grant.lapsed").size() == 1);
}

TEST_CASE("People: a disabled agent has no grant left, also when enabled again", "[vault]")
{
    TestVault place;
    const Actor admin = place.add_user(Role::admin, "root@example.com");
    const Actor dana = place.add_user(Role::agent, "dana@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    const auto approved = tests::approved_grant(*place, dana, ticket, ticket.credentials[0]);
    REQUIRE(place->request_grant(dana, tests::new_grant(ticket.credentials[1])).has_value());
    REQUIRE(place->set_user_disabled(admin, dana.person, true).has_value());
    REQUIRE(place->set_user_disabled(admin, dana.person, false).has_value());
    CHECK_FALSE(place->unseal(dana, approved).has_value());
    CHECK(tests::entries_of(*place, "grant.revoked").size() == 1);
    CHECK(tests::entries_of(*place, "grant.lapsed").size() == 1);
}

TEST_CASE("People: a customer reads in each open ticket that an admin set the password", "[vault]")
{
    TestVault place;
    const Actor admin = place.add_user(Role::admin, "root@example.com");
    const Actor carl = place.add_user(Role::customer, "carl@example.com");
    const auto submitted = [&] {
        auto done = place->submit(carl, {vault::TicketId::random(place.random), std::nullopt,
                                            "Blank page", "Since the update.", "PHP 8.2", {}, {}});
        REQUIRE(done.has_value());
        return done->id;
    };
    const auto open = submitted();
    const auto closed = submitted();
    REQUIRE(place->close(carl, closed).has_value());
    const Secret fresh = Secret::copy_of(std::string_view{"another quiet river"});
    REQUIRE(place->reset_password(admin, carl.person, fresh).has_value());
    const auto told = place->read_ticket(carl, open);
    REQUIRE(told.has_value());
    REQUIRE(told->messages.size() == 1);
    CHECK(told->messages[0].body.find("A Name, an administrator, set a new password") == 0);
    CHECK(told->messages[0].author_role == Role::admin);
    CHECK(told->messages[0].author_name == "A Name");
    CHECK(place->read_ticket(carl, closed)->messages.empty());
    // Of somebody who is no customer nobody's ticket tells.
    const Actor dana = place.add_user(Role::agent, "dana@example.com");
    REQUIRE(place->reset_password(admin, dana.person, fresh).has_value());
    CHECK(place->read_ticket(carl, open)->messages.size() == 1);
}
