#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "engine/opened_values.h"

#include <functional>
#include <tuple>

using namespace vault;
using tests::TestVault;
using tests::text_of;

namespace {

constexpr std::int64_t minute_ms = 60LL * 1000;

// A value that an agent opened a moment ago in this sign-in.
struct Opened {
    TestVault& place;
    Actor agent;
    tests::GuestTicket ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = minute_ms}});
    GrantId grant;

    Opened(TestVault& in, const Actor& account)
        : place{in}, agent{signed_in(account)}, grant{tests::approved_grant(*place, agent, ticket,
                                                    ticket.credentials[0], {.unseals_max = 1})}
    {
        REQUIRE(place->unseal(agent, grant).has_value());
    }

    Actor signed_in(Actor account)
    {
        account.session = SessionId::random(place.random);
        return account;
    }
    ErrorCode refusal() { return place->fetch_again(agent, grant).error().code(); }
    std::uint64_t entries(const char* outcome)
    {
        return tests::count_entries(*place, "credential.delivered_again", outcome);
    }
};

} // namespace

TEST_CASE(
    "Fetch again: the same value for 30 seconds, each an entry and none a claim", "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    Opened opened{place, account};
    opened.place.clock.advance(29'999);
    for (std::uint64_t n = 1; n <= 3; ++n) {
        const auto again = opened.place->fetch_again(opened.agent, opened.grant);
        REQUIRE(again.has_value());
        CHECK(text_of(again->value) == "correct-horse-staple");
        CHECK(again->grant.unseals_done == 1);
        CHECK(opened.entries("\"ok\"") == n);
    }
    CHECK(opened.place->find_credential(opened.agent, opened.ticket.credentials[0])->unseals_done ==
          1);
    opened.place.clock.advance(1);
    CHECK(opened.refusal() == ErrorCode::conflict);
    CHECK(opened.entries("\"refused\"") == 1);
    CHECK(opened.place->verify_audit({})->ok);
}

TEST_CASE("Fetch again: never without a claim before, in another sign-in or by anybody else",
    "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    Opened opened{place, account};
    const GrantId unused = tests::approved_grant(
        *opened.place, opened.agent, opened.ticket, opened.ticket.credentials[0]);
    CHECK(opened.place->fetch_again(opened.agent, unused).error().code() == ErrorCode::needs_grant);
    const Actor other_seat = opened.signed_in(account);
    CHECK(
        opened.place->fetch_again(other_seat, opened.grant).error().code() == ErrorCode::conflict);
    CHECK(opened.place->fetch_again(account, opened.grant).error().code() == ErrorCode::conflict);
    const Actor otto = opened.place.add_user(Role::agent, "otto@example.com");
    for (const Actor& who : {otto, opened.ticket.guest, opened.place.console()})
        CHECK(opened.place->fetch_again(who, opened.grant).error().code() == ErrorCode::forbidden);
    CHECK(opened.entries("\"refused\"") == 6);
    CHECK(opened.entries("\"ok\"") == 0);
}

TEST_CASE("Fetch again: every end of the credential, the grant or the sign-in ends it at once",
    "[vault][grants]")
{
    struct End {
        const char* name;
        std::function<void(Opened&)> happens;
        ErrorCode refusal;
    };
    const End ends[] = {
        {"expiry", [](Opened& o) { o.place.clock.advance(minute_ms); }, ErrorCode::gone},
        {"shred",
            [](Opened& o) {
                REQUIRE(o.place->shred(o.ticket.guest, o.ticket.credentials[0], Cause::revoked)
                        .has_value());
            },
            ErrorCode::gone},
        {"close",
            [](Opened& o) { REQUIRE(o.place->close(o.ticket.guest, o.ticket.id).has_value()); },
            ErrorCode::gone},
        {"closing",
            [](Opened& o) {
                REQUIRE(o.place
                        ->set_house_policy(o.place.console(),
                            tests::only(&PolicyChange::closing_grace_ms, minute_ms))
                        .has_value());
                REQUIRE(o.place->close(o.ticket.guest, o.ticket.id)->closes_at.has_value());
            },
            ErrorCode::needs_grant},
        {"end of the sign-in",
            [](Opened& o) {
                REQUIRE(o.place->end_session({o.agent, *o.agent.session, {}}).has_value());
            },
            ErrorCode::conflict},
        {"withdrawn consent",
            [](Opened& o) {
                REQUIRE(o.place->set_consent(o.ticket.guest, o.ticket.credentials[0], Consent::ask)
                        .has_value());
            },
            ErrorCode::conflict},
        {"restart", [](Opened& o) { o.place.reopen(); }, ErrorCode::conflict},
        {"disabled account",
            [](Opened& o) {
                REQUIRE(o.place->set_user_disabled(o.place.console(), o.agent.person, true)
                        .has_value());
            },
            ErrorCode::conflict},
    };
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    for (const End& end : ends) {
        CAPTURE(end.name);
        Opened opened{place, account};
        const std::uint64_t before = opened.entries("\"refused\"");
        REQUIRE(opened.place->fetch_again(opened.agent, opened.grant).has_value());
        end.happens(opened);
        CHECK(opened.refusal() == end.refusal);
        CHECK(opened.entries("\"refused\"") == before + 1);
    }
}

TEST_CASE("Fetch again: a grant that is revoked or given back is refused", "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    for (const bool revoked : {true, false}) {
        CAPTURE(revoked);
        Opened opened{place, account};
        const GrantId grant = tests::approved_grant(*opened.place, opened.agent, opened.ticket,
            opened.ticket.credentials[0], {.unseals_max = 2});
        REQUIRE(opened.place->unseal(opened.agent, grant).has_value());
        REQUIRE(opened.place->fetch_again(opened.agent, grant).has_value());
        REQUIRE((revoked ? opened.place->revoke(opened.ticket.guest, grant)
                         : opened.place->give_back(opened.agent, grant))
                .has_value());
        CHECK(opened.place->fetch_again(opened.agent, grant).error().code() ==
              ErrorCode::needs_grant);
    }
}

TEST_CASE("Fetch again: the opening that uses the credential up leaves nothing to fetch",
    "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    Opened opened{place, account};
    const auto ticket = tests::submit_guest_ticket(*opened.place, {{.unseals_max = 1}});
    const GrantId grant =
        tests::approved_grant(*opened.place, opened.agent, ticket, ticket.credentials[0]);
    REQUIRE(opened.place->unseal(opened.agent, grant).has_value());
    CHECK(opened.place->fetch_again(opened.agent, grant).error().code() == ErrorCode::gone);
}

TEST_CASE("Fetch again: a revoke of the used-up grant is refused and leaves nothing to fetch",
    "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    Opened opened{place, account};
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    // Who may not revoke it takes nothing away.
    CHECK(place->revoke(otto, opened.grant).error().code() == ErrorCode::forbidden);
    REQUIRE(place->fetch_again(opened.agent, opened.grant).has_value());
    const auto revoked = place->revoke(opened.ticket.guest, opened.grant);
    REQUIRE_FALSE(revoked.has_value());
    CHECK(revoked.error().code() == ErrorCode::conflict);
    CHECK(revoked.error().text().find("can still be shredded") != std::string_view::npos);
    CHECK(opened.refusal() == ErrorCode::conflict);
    CHECK(tests::count_entries(*place, "grant.revoked", R"("why":"used_up")") == 1);
}

TEST_CASE("Fetch again: with a revoke of the used-up grant the credential can be shredded",
    "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    Opened opened{place, account};
    const auto shred = [&] {
        return place->revoke(opened.ticket.guest, opened.grant, Revocation::credential);
    };
    CHECK(shred()->state == GrantState::used_up);
    CHECK(opened.refusal() == ErrorCode::gone);
    CHECK(place->find_credential(opened.agent, opened.ticket.credentials[0])->state ==
          CredentialState::shredded);
    CHECK(tests::count_entries(*place, "credential.shredding", R"("why":"revoked")") == 1);
    CHECK(shred().error().code() == ErrorCode::conflict); // nothing is left to do
}

TEST_CASE("Fetch again: not behind a stricter policy of its ticket, nor by somebody who is named "
          "for break-glass no more",
    "[vault][grants]")
{
    TestVault place;
    const Actor account = place.add_user(Role::agent, "anna@example.com");
    {
        Opened opened{place, account};
        PolicyChange stricter;
        stricter.duration_ms_max = minute_ms;
        REQUIRE(place->set_ticket_policy(opened.ticket.guest, opened.ticket.id, stricter));
        CHECK(opened.refusal() == ErrorCode::conflict);
    }
    REQUIRE(place->name_break_glass(place.console(), {account.person}));
    Opened opened{place, account};
    REQUIRE(place->name_break_glass(place.console(), {account.person}));
    REQUIRE(place->fetch_again(opened.agent, opened.grant));
    REQUIRE(place->name_break_glass(place.console(), {}));
    CHECK(opened.refusal() == ErrorCode::conflict);
}

TEST_CASE(
    "OpenedValues: what ended between the claim and the opening is not kept", "[vault][grants]")
{
    tests::FixedRandom random{1};
    OpenedValues values;
    const auto opened = [&](std::size_t bytes) {
        return OpenedValues::Opened{GrantId::random(random), SessionId::random(random),
            PersonId::random(random), CredentialId::random(random), {1000}, Secret{bytes}};
    };
    const auto is_kept = [&](auto&& happens) {
        auto expected = opened(0);
        auto value = opened(8);
        value.grant = expected.grant;
        value.session = expected.session;
        const auto [grant, session, person, credential] =
            std::tuple{expected.grant, expected.session, expected.agent, expected.credential};
        values.expect(std::move(expected));
        CHECK_FALSE(values.holds(grant, session, {999}));
        happens(grant, session, person, credential);
        values.keep(std::move(value));
        return values.holds(grant, session, {999});
    };
    using Grant = const GrantId&;
    using Session = const SessionId&;
    using Person = const PersonId&;
    using Credential = const CredentialId&;
    CHECK(is_kept([](Grant, Session, Person, Credential) {}));
    CHECK_FALSE(is_kept([&](Grant id, Session, Person, Credential) { values.forget(id); }));
    CHECK_FALSE(is_kept([&](Grant, Session id, Person, Credential) { values.forget(id); }));
    CHECK_FALSE(is_kept([&](Grant, Session, Person id, Credential) { values.forget(id); }));
    CHECK_FALSE(is_kept([&](Grant, Session, Person, Credential id) { values.forget(id); }));
}

TEST_CASE("OpenedValues: bounded in number and bytes, the oldest goes first", "[vault][grants]")
{
    tests::FixedRandom random{1};
    OpenedValues values;
    const SessionId session = SessionId::random(random);
    const auto keep = [&](std::size_t bytes) {
        const GrantId grant = GrantId::random(random);
        const PersonId agent = PersonId::random(random);
        const CredentialId credential = CredentialId::random(random);
        values.expect({grant, session, agent, credential, {1000}, Secret{0}});
        values.keep({grant, session, agent, credential, {1000}, Secret{bytes}});
        return grant;
    };
    const GrantId first = keep(64 * 1024);
    for (int i = 0; i < 7; ++i)
        (void)keep(64 * 1024);
    CHECK(values.holds(first, session, {999}));
    CHECK_FALSE(values.holds(first, session, {1000}));
    (void)keep(1);
    CHECK_FALSE(values.holds(first, session, {999}));
    CHECK(values.count() == 8);
    for (std::size_t i = 0; i < OpenedValues::count_max; ++i)
        (void)keep(1);
    CHECK(values.count() == OpenedValues::count_max);
    values.forget_over({1000});
    CHECK(values.count() == 0);
}
