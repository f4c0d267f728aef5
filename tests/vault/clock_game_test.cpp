// The clock game: whatever is done to the clock, nothing that ended opens again and nothing is destroyed before its time.
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "vault/clock_confirmation.h"

#include <array>
#include <random>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

CredentialState state_of(
    const TestVault& place, const tests::GuestTicket& ticket, std::size_t n = 0)
{
    return place->find_credential(ticket.guest, ticket.credentials[n])->state;
}

} // namespace

TEST_CASE("Clock: set forward, it destroys nothing, refuses what is over by it, and heals when it "
          "is set right",
    "[vault][time]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 6 * hour_ms}});
    const GrantId grant = tests::approved_grant(
        *place, agent, ticket, ticket.credentials[0], {.duration_ms = 4 * hour_ms});
    REQUIRE(place->unseal(agent, grant).has_value());
    const std::int64_t turned = GENERATE(2 * hour_ms, 7 * hour_ms, day_ms, 365 * day_ms);
    place.clock.turn(turned);
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket) == CredentialState::sealed);
    CHECK(place->unseal(agent, grant).has_value() == (turned == 2 * hour_ms));
    CHECK_FALSE(place->readiness().problem.empty());
    CHECK(place->now() <= Instant{tests::ManualClock::start_ms} + hour_ms);
    place.clock.turn(-turned);
    CHECK(place->unseal(agent, grant).has_value());
    CHECK(place->readiness().ready);
    place.clock.advance(6 * hour_ms);
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket) == CredentialState::shredded);
}

TEST_CASE("Clock: set forward, it takes no consent of an hour that is over by it, and counts no "
          "credential that cannot be opened",
    "[vault][time]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = 6 * hour_ms, .consent = Consent::hour}});
    const auto asked = [&] {
        return place->request_grant(agent, tests::new_grant(ticket.credentials[0]))->state;
    };
    place.clock.turn(2 * hour_ms);
    CHECK(asked() == GrantState::requested);
    CHECK(place->read_ticket(agent, ticket.id)->row.sealed_live == 1);
    place.clock.turn(5 * hour_ms);
    CHECK(place->read_ticket(agent, ticket.id)->row.sealed_live == 0);
    CHECK(place->list_tickets(agent, {})->rows.at(0).sealed_live == 0);
    CHECK(place->list_tickets(ticket.guest, {})->rows.at(0).sealed_live == 0);
    place.clock.turn(-7 * hour_ms);
    CHECK(asked() == GrantState::approved);
    CHECK(place->read_ticket(agent, ticket.id)->row.sealed_live == 1);
}

TEST_CASE("Clock: set back, it revives nothing and delays what falls due no longer than it is "
          "wrong",
    "[vault][time]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 3 * hour_ms}});
    place.clock.advance(2 * hour_ms);
    REQUIRE(place->run_due().has_value());
    place.clock.turn(-365 * day_ms);
    place.reopen();
    CHECK(state_of(place, ticket, 0) == CredentialState::shredded);
    CHECK(state_of(place, ticket, 1) == CredentialState::sealed);
    CHECK(place->now() >= Instant{tests::ManualClock::start_ms} + 2 * hour_ms);
    place.clock.turn(365 * day_ms);
    place.clock.advance(hour_ms);
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket, 1) == CredentialState::shredded);
}

TEST_CASE("Clock: after three days away what is due is refused, and destroyed once the clock is "
          "confirmed",
    "[vault][time]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 20 * day_ms}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    place.close();
    place.clock.restart_machine(4 * day_ms);
    place.reopen();
    CHECK(state_of(place, ticket, 0) == CredentialState::sealed);
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::gone);
    CHECK_FALSE(place->readiness().problem.empty());
    place.close();
    REQUIRE(confirm_clock(place.folders(), place.custody(), place.world()).has_value());
    place.reopen();
    CHECK(state_of(place, ticket, 0) == CredentialState::shredded);
    CHECK(state_of(place, ticket, 1) == CredentialState::sealed);
    CHECK(place->readiness().ready);
    CHECK(tests::entries_of(*place, "clock.confirmed").size() == 1);
}

TEST_CASE(
    "Clock: after three days away others who tell the same time confirm it, while it is served",
    "[vault][time]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 20 * day_ms}});
    place.close();
    place.clock.restart_machine(4 * day_ms);
    place.reopen();
    REQUIRE(place->clock_unconfirmed());
    // Told a while ago: what passed since then is added. An hour apart at most is the same time.
    const auto apart = GENERATE(-30 * day_ms, -hour_ms - 1, -hour_ms, 0LL, 30 * day_ms);
    CAPTURE(apart);
    const WitnessedTime told{place.clock.now() + apart, place.clock.since_boot_ms()};
    place.clock.advance(5000);
    const auto confirmed = place->confirm_clock(told);
    REQUIRE(confirmed.has_value());
    const bool agreed = apart >= -hour_ms;
    CHECK(*confirmed == (agreed ? Vault::ClockVerdict::confirmed : Vault::ClockVerdict::ahead));
    CHECK(place->clock_unconfirmed() == !agreed);
    CHECK(place->readiness().ready == agreed);
    const auto entries = tests::entries_of(*place, "clock.confirmed");
    CHECK(entries.size() == (agreed ? 1 : 0));
    if (agreed)
        CHECK(entries.front().json.contains("\"told\":" + std::to_string(told.time.ms)));
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket, 0) ==
          (agreed ? CredentialState::shredded : CredentialState::sealed));
    // Also when they told of a later time: that is not believed, now or when the clock is set there.
    place.clock.turn(25 * day_ms);
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket, 1) == CredentialState::sealed);
    CHECK(place->clock_unconfirmed());
}

TEST_CASE(
    "Clock: set forward again after others confirmed it, it destroys nothing", "[vault][time]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
    place.close();
    place.clock.restart_machine(4 * day_ms);
    place.reopen();
    const WitnessedTime told{place.clock.now(), place.clock.since_boot_ms()};
    REQUIRE(place->confirm_clock(told) == Vault::ClockVerdict::confirmed);
    place.clock.turn(30 * day_ms);
    CHECK(place->confirm_clock(told) == Vault::ClockVerdict::ahead);
    REQUIRE(place->run_due().has_value());
    CHECK(state_of(place, ticket) == CredentialState::sealed);
    CHECK(place->clock_unconfirmed());
}

TEST_CASE("Clock: where nothing is in doubt nobody confirms it", "[vault][time]")
{
    TestVault place;
    CHECK(place->confirm_clock({place.clock.now() + day_ms, place.clock.since_boot_ms()}) ==
          Vault::ClockVerdict::not_in_doubt);
    CHECK(place->now() == place.clock.now());
    CHECK(tests::entries_of(*place, "clock.confirmed").empty());
}

TEST_CASE(
    "Clock: three days away at most are caught up with before anybody is served", "[vault][time]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms}});
    place.close();
    place.clock.restart_machine(3 * day_ms);
    place.reopen();
    CHECK(state_of(place, ticket) == CredentialState::shredded);
}

TEST_CASE("Clock: opening with a clock that was set forward destroys nothing, however often",
    "[vault][time]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = 2 * hour_ms}, {.expires_in_ms = 20 * day_ms}});
    const int openings = GENERATE(1, 10);
    for (int opening = 0; opening < openings; ++opening) {
        place.clock.turn(71 * hour_ms);
        place.reopen();
        REQUIRE(place->run_due());
    }
    CHECK(state_of(place, ticket, 0) == CredentialState::sealed);
    CHECK(state_of(place, ticket, 1) == CredentialState::sealed);
    CHECK(place->clock_unconfirmed());
    place.clock.turn(-openings * 71 * hour_ms);
    CHECK_FALSE(place->clock_unconfirmed());
    // Time that really passed while it was closed is known.
    place.close();
    place.clock.advance(10 * day_ms);
    place.reopen();
    CHECK(state_of(place, ticket, 0) == CredentialState::shredded);
    CHECK(state_of(place, ticket, 1) == CredentialState::sealed);
}

// 200 random moves of both clocks, restarts among them, against a model that knows what time it really is.
TEST_CASE(
    "Clock: a game of random moves revives nothing and destroys nothing early", "[vault][time]")
{
    const auto seed = GENERATE(range(1U, 4U));
    CAPTURE(seed);
    std::mt19937 dice{seed};
    const auto roll = [&](std::int64_t below) {
        return static_cast<std::int64_t>(dice() % static_cast<std::uint64_t>(below));
    };
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = 2 * hour_ms}, {.expires_in_ms = 10 * hour_ms},
                    {.expires_in_ms = 40 * hour_ms}, {.expires_in_ms = 90 * hour_ms}});
    // Closed at the start with a grace: an end that time brings without an expiry.
    REQUIRE(place
            ->set_house_policy(
                place.console(), tests::only(&PolicyChange::closing_grace_ms, 24 * hour_ms))
            .has_value());
    const auto closing = tests::submit_guest_ticket(*place, {{.expires_in_ms = 700 * hour_ms}});
    REQUIRE(place->close(closing.guest, closing.id)->state == TicketState::closing);
    struct Due {
        const tests::GuestTicket& ticket;
        std::size_t credential;
        std::int64_t after_ms;
        bool ended = false;
    };
    std::array due{Due{ticket, 0, 2 * hour_ms}, Due{ticket, 1, 10 * hour_ms},
        Due{ticket, 2, 40 * hour_ms}, Due{ticket, 3, 90 * hour_ms}, Due{closing, 0, 24 * hour_ms}};
    std::int64_t real_ms = 0;  // since the start
    std::int64_t error_ms = 0; // of the wall clock
    for (int move = 0; move < 200; ++move) {
        CAPTURE(move);
        const std::int64_t by = roll(2) == 0 ? roll(20 * day_ms) - 10 * day_ms : -error_ms;
        switch (roll(5)) {
        case 0:
            place.clock.turn(by);
            error_ms += by;
            break;
        case 1: // with whatever the clock says
            place.reopen();
            break;
        case 2: { // only with a right clock: what happens while the machine is off nobody can see
            place.close();
            const std::int64_t off_ms = roll(hour_ms);
            place.clock.turn(-error_ms);
            error_ms = 0;
            place.clock.restart_machine(off_ms);
            real_ms += off_ms;
            place.reopen();
            break;
        }
        default:
            const std::int64_t ms = roll(40 * 60'000);
            place.clock.advance(ms);
            real_ms += ms;
        }
        ignore_failure(place->run_due());
        for (Due& one : due) {
            const bool gone =
                state_of(place, one.ticket, one.credential) == CredentialState::shredded;
            CHECK((gone || !one.ended)); // nothing comes back
            // An hour of doubt is what a clock is allowed.
            CHECK((!gone || real_ms + hour_ms >= one.after_ms));
            one.ended = gone;
        }
    }
}
