#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <string>
#include <vector>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

// Two agents who are named, one who is not, and a guest who does not answer.
struct Night {
    TestVault place;
    Actor anna = place.add_user(Role::agent, "anna@example.com");
    Actor otto = place.add_user(Role::agent, "otto@example.com");
    Actor rosa = place.add_user(Role::agent, "rosa@example.com");
    Actor admin = place.add_user(Role::admin, "ada@example.com");
    tests::GuestTicket ticket =
        tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});

    void name() { REQUIRE(place->name_break_glass(admin, {anna.person, otto.person}).has_value()); }
    GrantId ask()
    {
        return place->request_grant(anna, tests::new_grant(ticket.credentials[0]))->id;
    }
    GrantId broken()
    {
        const GrantId id = ask();
        REQUIRE(place->break_glass(anna, id).has_value());
        REQUIRE(place->break_glass(otto, id).has_value());
        return id;
    }
    ErrorCode error_of(const Actor& by, const GrantId& id)
    {
        const auto result = place->break_glass(by, id);
        REQUIRE_FALSE(result.has_value());
        return result.error().code();
    }
    std::size_t count(const char* event, const char* word)
    {
        return tests::count_entries(*place, event, word);
    }
};

} // namespace

TEST_CASE("Break-glass: two named agents open once, within minutes, past a customer who is silent",
    "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId id = night.ask();
    CHECK(night.error_of(night.otto, id) == ErrorCode::conflict); // nobody asked yet
    CHECK(night.place->break_glass(night.anna, id)->break_glass == BreakGlass::asked);
    CHECK(night.place->unseal(night.anna, id).error().code() == ErrorCode::needs_grant);
    CHECK(night.error_of(night.anna, id) == ErrorCode::conflict); // one person is not two
    CHECK(night.error_of(night.rosa, id) == ErrorCode::forbidden);
    const auto approved = night.place->break_glass(night.otto, id).value();
    CHECK(approved.state == GrantState::approved);
    CHECK(approved.break_glass == BreakGlass::confirmed);
    CHECK(approved.unseals_max == 1);
    CHECK(approved.duration_ms == break_glass_ms);
    // The customer reads of it before anything was opened.
    const auto seen = night.place->read_ticket(night.ticket.guest, night.ticket.id).value();
    REQUIRE(seen.messages.size() == 1);
    for (const std::string& word : {std::string{"Break-glass"}, id.to_string(),
             night.ticket.credentials[0].to_string(), std::string{"look at the failing checkout"}})
        CHECK(seen.messages[0].body.find(word) != std::string::npos);
    CHECK(night.place->unseal(night.anna, id).has_value());
    CHECK(night.place->unseal(night.anna, id).error().code() == ErrorCode::needs_grant);
    CHECK(night.count("grant.approved", R"("why":"break_glass")") == 1);
    CHECK(night.count("break_glass.asked", R"("outcome":"ok")") == 1);
    CHECK(night.count("break_glass.asked", R"("outcome":"refused")") == 1);
    CHECK(night.count("grant.approved", R"("outcome":"refused")") == 2);
    CHECK(night.place->verify_audit({})->ok);
}

TEST_CASE("Break-glass: the customer is told whose approval was not waited for, and not that "
          "theirs is missing "
          "when it is there",
    "[vault][grants]")
{
    Night night;
    night.name();
    const auto last_told = [&] {
        return night.place->read_ticket(night.ticket.guest, night.ticket.id)->messages.back().body;
    };
    (void)night.broken();
    CHECK(last_told().contains("though your approval is missing"));
    REQUIRE(night.place->set_house_policy(night.admin, tests::only(&PolicyChange::agents_needed, 2))
            .has_value());
    GrantId id = night.ask();
    REQUIRE(night.place->approve(night.ticket.guest, id).has_value());
    REQUIRE(night.place->break_glass(night.anna, id).has_value());
    REQUIRE(night.place->break_glass(night.otto, id).has_value());
    CHECK(last_told().contains("though approvals of others who are asked are missing"));
    CHECK_FALSE(last_told().contains("your approval"));
    id = night.ask();
    REQUIRE(night.place->approve(night.ticket.guest, id).has_value());
    REQUIRE(night.place->set_house_policy(night.admin, tests::only(&PolicyChange::agents_needed, 0))
            .has_value());
    REQUIRE(night.place->break_glass(night.anna, id).has_value());
    REQUIRE(night.place->break_glass(night.otto, id).has_value());
    CHECK(last_told().contains("though the usual approval was not waited for"));
}

TEST_CASE("Break-glass: an empty list means nobody, and only agents are named, by administrators",
    "[vault][grants]")
{
    Night night;
    CHECK(night.error_of(night.anna, night.ask()) == ErrorCode::forbidden);
    const auto named = [&](const Actor& by, std::vector<PersonId> people) {
        return night.place->name_break_glass(by, std::move(people));
    };
    const Actor carla = night.place.add_user(Role::customer, "carla@example.com");
    for (const PersonId& person :
        {carla.person, night.ticket.guest.person, PersonId::random(night.place.random)})
        CHECK(named(night.admin, {night.anna.person, person}).error().code() == ErrorCode::invalid);
    for (const Actor& by : {night.anna, carla, night.ticket.guest})
        CHECK(named(by, {night.anna.person}).error().code() == ErrorCode::forbidden);
    CHECK(night.place->break_glass(night.admin)->people.empty());
    night.name();
    CHECK(night.place->break_glass(night.rosa)->people.size() == 2);
    CHECK(night.place->break_glass(carla).error().code() == ErrorCode::forbidden);
    REQUIRE(named(night.admin, {}).has_value());
    CHECK(night.error_of(night.anna, night.ask()) == ErrorCode::forbidden);
    CHECK(night.count("break_glass.named", R"("outcome":"ok")") == 2);
    CHECK(night.count("break_glass.named", R"("outcome":"refused")") == 3);
}

TEST_CASE("Break-glass: it lasts five minutes unused and five from the opening, and the customer "
          "can still end it",
    "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId unused = night.broken();
    night.place.clock.advance(break_glass_ms);
    CHECK(night.place->unseal(night.anna, unused).error().code() == ErrorCode::needs_grant);
    REQUIRE(night.place->run_due().has_value());
    CHECK(night.place->find_grant(night.anna, unused)->state == GrantState::lapsed);
    const GrantId revoked = night.broken();
    CHECK(night.place->revoke(night.ticket.guest, revoked)->state == GrantState::revoked);
    CHECK(night.place->unseal(night.anna, revoked).error().code() == ErrorCode::needs_grant);
    const GrantId denied = night.ask();
    REQUIRE(night.place->break_glass(night.anna, denied).has_value());
    CHECK(night.place->refuse(night.ticket.guest, denied)->state == GrantState::denied);
    CHECK(night.error_of(night.otto, denied) == ErrorCode::conflict);
    const GrantId late = night.ask();
    REQUIRE(night.place->shred(night.ticket.guest, night.ticket.credentials[0], Cause::revoked)
            .has_value());
    CHECK(night.error_of(night.anna, late) == ErrorCode::gone);
}

TEST_CASE("Break-glass: while a review is overdue no glass is broken", "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId first = night.broken();
    const auto review = [&](const Actor& by, const GrantId& id, std::string text) {
        return night.place->review_break_glass(by, id, std::move(text));
    };
    const std::string cause = "the shop was down and nobody answered";
    CHECK(review(night.anna, first, cause).error().code() == ErrorCode::forbidden);
    CHECK(review(night.admin, first, std::string(40, ' ')).error().code() == ErrorCode::invalid);
    CHECK(review(night.admin, night.ask(), cause).error().code() == ErrorCode::conflict);
    night.place.clock.advance(break_glass_review_ms - 1);
    CHECK(night.place->break_glass(night.admin)->unreviewed.at(0).grant == first);
    CHECK_FALSE(night.place->break_glass(night.admin)->unreviewed.at(0).overdue);
    const GrantId asked = night.ask();
    REQUIRE(night.place->break_glass(night.anna, asked).has_value());
    night.place.clock.advance(1);
    CHECK(night.place->break_glass(night.admin)->unreviewed.at(0).overdue);
    CHECK(night.error_of(night.otto, asked) == ErrorCode::conflict);
    CHECK(night.error_of(night.anna, night.ask()) == ErrorCode::conflict);
    CHECK(review(night.admin, first, cause)->break_glass == BreakGlass::reviewed);
    CHECK(review(night.admin, first, cause).error().code() == ErrorCode::conflict);
    CHECK(night.place->break_glass(night.admin)->unreviewed.empty());
    CHECK(night.place->break_glass(night.otto, asked)->state == GrantState::approved);
    const auto entries = tests::entries_of(*night.place, "break_glass.reviewed");
    // Refused by role, before the glass was broken, and again after the review.
    REQUIRE(entries.size() == 4);
    for (const std::size_t refused : {0UL, 1UL, 3UL})
        CHECK(entries[refused].json.find(R"("outcome":"refused")") != std::string::npos);
    CHECK(entries[1].json.find(R"("why":"not_broken")") != std::string::npos);
    CHECK(entries[3].json.find(R"("why":"reviewed")") != std::string::npos);
    CHECK(entries[2].reason == cause);
    CHECK(entries[2].json.find(cause) == std::string::npos);
}

TEST_CASE("Break-glass: a clock that runs ahead refuses what is over by it, until it is set right",
    "[vault][grants][time]")
{
    Night night;
    night.name();
    (void)night.broken(); // whose review is due in a week
    const GrantId asked = night.ask();
    REQUIRE(night.place->break_glass(night.anna, asked).has_value());
    const auto overdue = [&] {
        return night.place->break_glass(night.admin)->unreviewed.at(0).overdue;
    };
    const auto confirmed_at = [&](std::int64_t turned) {
        night.place.clock.turn(turned);
        const auto result = night.place->break_glass(night.otto, asked);
        night.place.clock.turn(-turned);
        REQUIRE_FALSE(result.has_value());
        return result.error().code();
    };
    CHECK(confirmed_at(grant_lapse_ms) == ErrorCode::conflict);
    CHECK(night.count("grant.approved", R"("why":"time")") == 1);
    CHECK(confirmed_at(20 * day_ms) == ErrorCode::gone);
    CHECK(night.count("grant.approved", R"("why":"expired")") == 1);
    night.place.clock.advance(break_glass_review_ms - 2 * hour_ms);
    const GrantId fresh = night.ask();
    CHECK_FALSE(overdue());
    night.place.clock.turn(2 * hour_ms);
    CHECK(overdue());
    CHECK(night.error_of(night.anna, fresh) == ErrorCode::conflict);
    CHECK(night.count("break_glass.asked", R"("why":"review_overdue")") == 1);
    night.place.clock.turn(-2 * hour_ms);
    CHECK_FALSE(overdue());
    CHECK(night.place->break_glass(night.anna, fresh).has_value());
}

TEST_CASE(
    "Break-glass: asking for it keeps no grant, and a review holds no value", "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId asked = night.ask();
    REQUIRE(night.place->break_glass(night.anna, asked).has_value());
    REQUIRE(night.place->approve(night.ticket.guest, asked)->state == GrantState::approved);
    const GrantId broken = night.broken();
    REQUIRE(night.place->set_ticket_policy(
        night.ticket.guest, night.ticket.id, tests::only(&PolicyChange::agents_needed, 1U)));
    CHECK(night.place->find_grant(night.anna, asked)->state == GrantState::revoked);
    CHECK(night.place->find_grant(night.anna, broken)->state == GrantState::approved);
    REQUIRE(night.place->unseal(night.anna, broken).has_value());
    const auto review = [&](std::string cause) {
        return night.place->review_break_glass(night.admin, broken, std::move(cause));
    };
    CHECK(review("it was correct-horse-staple, she said").error().code() == ErrorCode::invalid);
    CHECK(night.count("break_glass.reviewed", R"("why":"value")") == 1);
    CHECK(review("the shop was down and nobody answered").has_value());
}

TEST_CASE("Break-glass: it is confirmed only while both are named, the one who asked too",
    "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId id = night.ask();
    REQUIRE(night.place->break_glass(night.anna, id).has_value());
    REQUIRE(night.place->name_break_glass(night.admin, {night.otto.person}).has_value());
    CHECK(night.error_of(night.otto, id) == ErrorCode::conflict);
    CHECK(night.count("grant.approved", R"("why":"asker_not_named")") == 1);
    CHECK(night.place->unseal(night.anna, id).error().code() == ErrorCode::needs_grant);
    night.name();
    CHECK(night.place->break_glass(night.otto, id)->state == GrantState::approved);
}

TEST_CASE("Break-glass: what was broken is taken back when one of its two is not named any more",
    "[vault][grants]")
{
    struct Change {
        std::vector<PersonId> left;
        GrantState state;
    };
    Night night;
    const Change changes[] = {
        {{}, GrantState::revoked},
        {{night.anna.person}, GrantState::revoked},
        {{night.otto.person, night.rosa.person}, GrantState::revoked},
        {{night.rosa.person, night.otto.person, night.anna.person}, GrantState::approved},
    };
    for (const Change& change : changes) {
        night.name();
        const GrantId id = night.broken();
        REQUIRE(night.place->name_break_glass(night.admin, change.left).has_value());
        CHECK(night.place->find_grant(night.anna, id)->state == change.state);
        CHECK(night.place->unseal(night.anna, id).has_value() ==
              (change.state == GrantState::approved));
    }
    CHECK(night.count("grant.revoked", R"("why":"not_named")") == 3);
    // Of those that were asked for by the usual way nothing is taken back.
    const GrantId usual = night.ask();
    REQUIRE(night.place->approve(night.ticket.guest, usual).has_value());
    REQUIRE(night.place->name_break_glass(night.admin, {}).has_value());
    CHECK(night.place->find_grant(night.anna, usual)->state == GrantState::approved);
}

TEST_CASE(
    "Break-glass: the policy's limits and one grant at a time hold for it, too", "[vault][grants]")
{
    Night night;
    night.name();
    const GrantId id = night.ask();
    REQUIRE(night.place->break_glass(night.anna, id).has_value());
    const GrantId other =
        tests::approved_grant(*night.place, night.otto, night.ticket, night.ticket.credentials[0]);
    PolicyChange wish = tests::only(&PolicyChange::exclusive, true);
    wish.duration_ms_max = grant_duration_ms_min;
    REQUIRE(night.place->set_house_policy(night.admin, wish).has_value());
    CHECK(night.error_of(night.otto, id) == ErrorCode::conflict);
    CHECK(night.count("grant.approved", R"("why":"exclusive")") == 1);
    REQUIRE(night.place->give_back(night.otto, other).has_value());
    CHECK(night.place->break_glass(night.otto, id)->duration_ms == grant_duration_ms_min);
}
