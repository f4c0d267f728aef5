#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

using namespace vault;
using tests::only;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;

// Each differs from `base` in one part, towards stricter.
std::vector<GrantPolicy> stricter_than(const GrantPolicy& base)
{
    std::vector<GrantPolicy> all(7, base);
    all[0].duration_ms_max -= 1000;
    all[1].unseals_max -= 1;
    all[2].reason_chars_min += 1;
    all[3].exclusive = true;
    all[4].agents_needed += 1;
    all[5].closing_grace_ms -= 1000;
    all[6].reason_codes = {{"incident"}}; // the last: a change cannot take them back
    return all;
}

} // namespace

TEST_CASE("Policy: the stricter of two is taken part by part", "[vault][grants]")
{
    const GrantPolicy house{hour_ms, 5, 20, false, false, 0, {}, hour_ms};
    for (const GrantPolicy& wish : stricter_than(house)) {
        CHECK(stricter_of(house, wish) == wish);
        CHECK(stricter_of(wish, house) == wish);
        CHECK(is_as_strict(wish, house));
        CHECK_FALSE(is_as_strict(house, wish));
    }
    const GrantPolicy asks{hour_ms, 5, 20, true, false, 0, {}, hour_ms};
    CHECK(stricter_of(house, asks) == asks);
    CHECK_FALSE(is_as_strict(house, asks));
}

TEST_CASE("Policy: of two lists of groups the stricter has each of both, with the larger number",
    "[vault][grants]")
{
    const auto with = [](std::vector<GroupNeed> groups) {
        return changed({}, only(&PolicyChange::approver_groups, std::move(groups)));
    };
    const GrantPolicy house = with({{"shop", 2}, {"security", 1}});
    CHECK(house.approver_groups == std::vector<GroupNeed>{{"security", 1}, {"shop", 2}});
    const GrantPolicy wish = with({{"dba", 1}, {"security", 2}, {"zone", 1}});
    const GrantPolicy both = with({{"dba", 1}, {"security", 2}, {"shop", 2}, {"zone", 1}});
    CHECK(stricter_of(house, wish) == both);
    CHECK(stricter_of(wish, house) == both);
    CHECK(stricter_of({}, house) == house);
    CHECK(stricter_of(house, {}) == house);
    CHECK(is_as_strict(both, house));
    CHECK(is_as_strict(house, {}));
    for (const GrantPolicy& looser : {GrantPolicy{}, with({{"security", 1}, {"shop", 1}}),
             with({{"security", 5}, {"dba", 5}}), wish})
        CHECK_FALSE(is_as_strict(looser, house));
    // A change of another part leaves them; a later list takes the place of an earlier one.
    CHECK(changed(house, only(&PolicyChange::exclusive, true)).approver_groups ==
          house.approver_groups);
    const PolicyChange later = merged(all_parts(house), all_parts(wish));
    CHECK(later.approver_groups == wish.approver_groups);
    CHECK(merged(later, only(&PolicyChange::exclusive, true)).approver_groups ==
          wish.approver_groups);
    CHECK(changed(house, only(&PolicyChange::approver_groups, {})) == GrantPolicy{});
    CHECK(is_within_limits(both));
    for (const GrantPolicy& beyond :
        {with({{"shop", 0}}), with({{"shop", approver_group_needed_max + 1}}), with({{"Shop", 1}}),
            with({{"", 1}}), with({{"shop", 1}, {"shop", 2}}),
            with({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1}})})
        CHECK_FALSE(is_within_limits(beyond));
}

TEST_CASE(
    "Policy: what an agent asks for beyond it is refused, each refusal an entry", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const GrantRequest asked =
        tests::new_grant(ticket.credentials[0], {.duration_ms = hour_ms, .unseals_max = 3});
    const auto chars = static_cast<std::uint32_t>(asked.reason.size());
    const GrantPolicy exact{hour_ms, 3, chars, true, false, 0, {}, hour_ms};
    REQUIRE(place->set_house_policy(place.console(), all_parts(exact)).has_value());
    CHECK(place->request_grant(agent, asked).has_value());
    for (const GrantPolicy& stricter : stricter_than(exact)) {
        REQUIRE(place->set_house_policy(place.console(), all_parts(stricter)).has_value());
        const auto result = place->request_grant(agent, asked);
        // Two are for the approval, one for the end of the ticket.
        CHECK(result.has_value() == (stricter.exclusive || stricter.agents_needed != 0 ||
                                        stricter.closing_grace_ms != exact.closing_grace_ms));
        if (!result)
            CHECK(result.error().code() == ErrorCode::invalid);
    }
    CHECK(tests::count_entries(*place, "grant.requested", R"("why":"policy")") == 4);
}

TEST_CASE("Policy: only admins set the house's and only the customer a ticket's, each an entry",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto other = tests::submit_guest_ticket(*place, {{}});
    const GrantPolicy house{hour_ms, 3, 20, true, false, 0, {}, hour_ms};
    CHECK(place->set_house_policy(agent, all_parts(house)).error().code() == ErrorCode::forbidden);
    CHECK(place->set_house_policy(ticket.guest, all_parts(house)).error().code() ==
          ErrorCode::forbidden);
    CHECK(place->house_policy() == GrantPolicy{});
    REQUIRE(place->set_house_policy(place.console(), all_parts(house)).has_value());
    CHECK(place->house_policy() == house);
    CHECK(place->set_ticket_policy(agent, ticket.id, all_parts(house)).error().code() ==
          ErrorCode::forbidden);
    CHECK(place->set_ticket_policy(other.guest, ticket.id, all_parts(house)).error().code() ==
          ErrorCode::not_found);
    CHECK(place->set_ticket_policy(ticket.guest, ticket.id, all_parts(GrantPolicy{}))
              .error()
              .code() == ErrorCode::invalid);
    for (const GrantPolicy& wish : stricter_than(house)) {
        CHECK(place->set_ticket_policy(ticket.guest, ticket.id, all_parts(wish)) == wish);
        CHECK(place->ticket_policy(agent, ticket.id) == wish);
        CHECK(place->ticket_policy(agent, other.id) == house);
    }
    const auto entries = tests::entries_of(*place, "policy.changed");
    CHECK(entries.size() == 12); // two refusals, the house's, a refusal, one looser, seven wishes
    CHECK(entries[2].json.contains(
        "agents_needed=0 closing_grace_seconds=3600 consent_needed=1 duration_seconds_max=3600 "
        "exclusive=0 reason_chars_min=20 unseals_max=3"));
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE(
    "Policy: a house that does not ask still asks where the customer wants it", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto careful = tests::submit_guest_ticket(*place, {{}});
    GrantPolicy policy;
    policy.consent_needed = false;
    REQUIRE(place->set_house_policy(place.console(), all_parts(policy)).has_value());
    REQUIRE(
        place->set_ticket_policy(careful.guest, careful.id, all_parts(GrantPolicy{})).has_value());
    CHECK(place->request_grant(agent, tests::new_grant(ticket.credentials[0]))->state ==
          GrantState::approved);
    CHECK(place->request_grant(agent, tests::new_grant(careful.credentials[0]))->state ==
          GrantState::requested);
}

TEST_CASE("Policy: exclusive means one grant of a credential at a time", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {.consent = Consent::while_open}});
    GrantPolicy policy;
    policy.exclusive = true;
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, all_parts(policy)).has_value());
    const auto first = place->request_grant(agent, tests::new_grant(ticket.credentials[0]));
    const auto second = place->request_grant(agent, tests::new_grant(ticket.credentials[0]));
    REQUIRE(place->approve(ticket.guest, first->id).has_value());
    CHECK(place->approve(ticket.guest, second->id).error().code() == ErrorCode::conflict);
    REQUIRE(place->give_back(agent, first->id).has_value());
    CHECK(place->approve(ticket.guest, second->id).has_value());
    // Allowed in advance: the first is approved at once, the next has to wait.
    CHECK(place->request_grant(agent, tests::new_grant(ticket.credentials[1]))->state ==
          GrantState::approved);
    CHECK(place->request_grant(agent, tests::new_grant(ticket.credentials[1]))->state ==
          GrantState::requested);
}

TEST_CASE("Policy: of many changes at once none is lost", "[vault][grants]")
{
    TestVault place;
    const Actor admin = place.console();
    std::atomic<int> failed{0};
    std::latch start{1};
    std::vector<std::thread> threads;
    for (const PolicyChange& change : {only(&PolicyChange::duration_ms_max, hour_ms),
             only(&PolicyChange::unseals_max, 2), only(&PolicyChange::reason_chars_min, 30),
             only(&PolicyChange::consent_needed, false), only(&PolicyChange::exclusive, true),
             only(&PolicyChange::agents_needed, 3), only(&PolicyChange::reason_codes, {"incident"}),
             only(&PolicyChange::closing_grace_ms, hour_ms)})
        threads.emplace_back([&, change] {
            start.wait();
            if (!place->set_house_policy(admin, change))
                ++failed;
        });
    start.count_down();
    for (std::thread& thread : threads)
        thread.join();
    CHECK(failed == 0);
    CHECK(place->house_policy() == GrantPolicy{hour_ms, 2, 30, false, true, 3,
                                       std::vector<std::string>{"incident"}, hour_ms});
}

TEST_CASE(
    "Policy: a ticket keeps what its customer said and nothing of the house's", "[vault][grants]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const GrantPolicy strict{hour_ms, 2, 30, true, false};
    REQUIRE(place->set_house_policy(place.console(), all_parts(strict)).has_value());
    GrantPolicy expected = strict;
    expected.exclusive = true;
    CHECK(place->set_ticket_policy(ticket.guest, ticket.id, only(&PolicyChange::exclusive, true)) ==
          expected);
    expected.reason_chars_min = 40;
    CHECK(place->set_ticket_policy(
              ticket.guest, ticket.id, only(&PolicyChange::reason_chars_min, 40)) == expected);
    CHECK(tests::entries_of(*place, "policy.changed")
            .back()
            .json.contains(R"("policy":"exclusive=1 reason_chars_min=40")"));
    // The house allows more again, and so does the ticket, but for what its customer said.
    REQUIRE(place->set_house_policy(place.console(), all_parts(GrantPolicy{})).has_value());
    expected = GrantPolicy{};
    expected.exclusive = true;
    expected.reason_chars_min = 40;
    CHECK(place->ticket_policy(ticket.guest, ticket.id) == expected);
}

TEST_CASE("Policy: a customer who wants to be asked takes back what was granted without asking",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket =
        tests::submit_guest_ticket(*place, {{}, {.consent = Consent::while_open}, {}});
    REQUIRE(place->set_house_policy(place.console(), only(&PolicyChange::consent_needed, false)));
    std::vector<GrantId> granted;
    for (const CredentialId& credential : ticket.credentials)
        granted.push_back(place->request_grant(agent, tests::new_grant(credential))->id);
    REQUIRE(place->unseal(agent, granted[2]).has_value());
    // What asks for no more than it did takes nothing back.
    REQUIRE(place->set_ticket_policy(
        ticket.guest, ticket.id, only(&PolicyChange::reason_chars_min, 40U)));
    CHECK(place->find_grant(agent, granted[0])->state == GrantState::approved);
    REQUIRE(place->set_ticket_policy(
        ticket.guest, ticket.id, only(&PolicyChange::consent_needed, true)));
    CHECK(place->find_grant(agent, granted[0])->state == GrantState::revoked);
    CHECK(place->unseal(agent, granted[0]).error().code() == ErrorCode::needs_grant);
    CHECK(
        place->find_grant(agent, granted[1])->state == GrantState::approved); // allowed in advance
    CHECK(place->find_grant(agent, granted[2])->state == GrantState::revoked);
    CHECK(tests::count_entries(*place, "grant.revoked", R"("why":"policy")") == 2);
}

TEST_CASE(
    "Policy: what is asked for more is held against approvals as they stand", "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = 86'400'000, .consent = Consent::hour}});
    auto request = tests::new_grant(ticket.credentials[0]);
    request.duration_ms = 8LL * 3600 * 1000;
    const GrantId id = place->request_grant(anna, request)->id;
    REQUIRE(place->unseal(anna, id).has_value());
    place.clock.advance(2LL * 3600 * 1000); // the hour that answered is over
    const auto want = [&](const PolicyChange& change) {
        REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, change));
        return place->find_grant(anna, id)->state;
    };
    CHECK(want(only(&PolicyChange::exclusive, true)) == GrantState::active);
    CHECK(want(only(&PolicyChange::agents_needed, 1U)) == GrantState::revoked);
}

TEST_CASE("Policy: an approval is cut to what the policy allows then", "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto asked =
        place->request_grant(anna, tests::new_grant(ticket.credentials[0],
                                       {.duration_ms = grant_duration_ms_max, .unseals_max = 10}));
    REQUIRE(asked.has_value());
    PolicyChange wish = only(&PolicyChange::unseals_max, 1U);
    wish.duration_ms_max = grant_duration_ms_min;
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, wish).has_value());
    const auto approved = place->approve(ticket.guest, asked->id).value();
    CHECK(approved.unseals_max == 1);
    CHECK(approved.duration_ms == grant_duration_ms_min);
    REQUIRE(place->unseal(anna, asked->id).has_value());
    CHECK(place->unseal(anna, asked->id).error().code() == ErrorCode::needs_grant);
}

TEST_CASE("Policy: a stricter one of a ticket takes back what exceeds it", "[vault][grants]")
{
    struct Wish {
        const char* name;
        PolicyChange change;
        GrantState state; // of a grant of an hour and 3 unseals
    };
    const Wish wishes[] = {
        {"shorter", only(&PolicyChange::duration_ms_max, hour_ms - 1000), GrantState::revoked},
        {"fewer", only(&PolicyChange::unseals_max, 2U), GrantState::revoked},
        {"just as long", only(&PolicyChange::duration_ms_max, hour_ms), GrantState::active},
        {"just as many", only(&PolicyChange::unseals_max, 3U), GrantState::active},
        {"one at a time, of one", only(&PolicyChange::exclusive, true), GrantState::active},
    };
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    for (const Wish& wish : wishes) {
        CAPTURE(wish.name);
        const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 9 * hour_ms}});
        const GrantId grant = tests::approved_grant(*place, anna, ticket, ticket.credentials[0],
            {.duration_ms = hour_ms, .unseals_max = 3});
        REQUIRE(place->unseal(anna, grant).has_value());
        REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, wish.change).has_value());
        CHECK(place->find_grant(anna, grant)->state == wish.state);
        CHECK(place->unseal(anna, grant).has_value() == (wish.state == GrantState::active));
    }
    CHECK(tests::count_entries(*place, "grant.revoked", R"("why":"policy")") == 2);
}

TEST_CASE(
    "Policy: one grant at a time, said while two are open, takes both back", "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    const GrantId first = tests::approved_grant(*place, anna, ticket, ticket.credentials[0]);
    const GrantId second = tests::approved_grant(*place, otto, ticket, ticket.credentials[0]);
    const GrantId alone = tests::approved_grant(*place, otto, ticket, ticket.credentials[1]);
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, only(&PolicyChange::exclusive, true))
            .has_value());
    CHECK(place->find_grant(anna, first)->state == GrantState::revoked);
    CHECK(place->find_grant(otto, second)->state == GrantState::revoked);
    CHECK(place->find_grant(otto, alone)->state == GrantState::approved);
    // Said again it takes nothing back.
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, only(&PolicyChange::exclusive, true))
            .has_value());
    CHECK(place->find_grant(otto, alone)->state == GrantState::approved);
}

TEST_CASE("Policy: what a customer says takes back, too, where the house had asked for as much by "
          "then",
    "[vault][grants]")
{
    const PolicyChange said = GENERATE(only(&PolicyChange::unseals_max, 1U),
        only(&PolicyChange::duration_ms_max, hour_ms / 2), only(&PolicyChange::agents_needed, 1U));
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 9 * hour_ms}});
    const GrantId grant = tests::approved_grant(
        *place, anna, ticket, ticket.credentials[0], {.duration_ms = hour_ms, .unseals_max = 3});
    REQUIRE(place->set_house_policy(place.console(), said).has_value());
    CHECK(
        place->find_grant(anna, grant)->state == GrantState::approved); // of the house it may stay
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, said).has_value());
    CHECK(place->find_grant(anna, grant)->state == GrantState::revoked);
}
