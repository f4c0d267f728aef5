#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <vector>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;

std::vector<std::string> policy_entries(TestVault& place)
{
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    AuditFilter filter;
    filter.event = "policy.changed";
    std::vector<std::string> texts;
    const auto listed = place->audit_entries(auditor, filter);
    REQUIRE(listed.has_value());
    for (const AuditEntry& entry : *listed)
        texts.push_back(entry.json);
    return texts;
}

// Each differs from `base` in one part, towards stricter.
std::vector<GrantPolicy> stricter_than(const GrantPolicy& base)
{
    std::vector<GrantPolicy> all(4, base);
    all[0].duration_ms_max -= 1000;
    all[1].unseals_max -= 1;
    all[2].reason_chars_min += 1;
    all[3].exclusive = true;
    return all;
}

} // namespace

TEST_CASE("Policy: the stricter of two is taken part by part", "[vault][grants]")
{
    const GrantPolicy house{hour_ms, 5, 20, false, false};
    for (const GrantPolicy& wish : stricter_than(house)) {
        CHECK(stricter_of(house, wish) == wish);
        CHECK(stricter_of(wish, house) == wish);
        CHECK(is_as_strict(wish, house));
        CHECK_FALSE(is_as_strict(house, wish));
    }
    const GrantPolicy asks{hour_ms, 5, 20, true, false};
    CHECK(stricter_of(house, asks) == asks);
    CHECK_FALSE(is_as_strict(house, asks));
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
    const GrantPolicy exact{hour_ms, 3, chars, true, false};
    REQUIRE(place->set_house_policy(place.console(), exact).has_value());
    CHECK(place->request_grant(agent, asked).has_value());
    for (const GrantPolicy& stricter : stricter_than(exact)) {
        REQUIRE(place->set_house_policy(place.console(), stricter).has_value());
        const auto result = place->request_grant(agent, asked);
        CHECK(result.has_value() == stricter.exclusive); // that one is for the approval
        if (!result)
            CHECK(result.error().code() == ErrorCode::invalid);
    }
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    AuditFilter filter;
    filter.event = "grant.requested";
    std::size_t refused = 0;
    const auto listed = place->audit_entries(auditor, filter);
    REQUIRE(listed.has_value());
    for (const AuditEntry& entry : *listed)
        if (entry.json.find("\"why\":\"policy\"") != std::string::npos)
            ++refused;
    CHECK(refused == 3);
}

TEST_CASE("Policy: only admins set the house's and only the customer a ticket's, each an entry",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto other = tests::submit_guest_ticket(*place, {{}});
    const GrantPolicy house{hour_ms, 3, 20, true, false};
    CHECK(place->set_house_policy(agent, house).error().code() == ErrorCode::forbidden);
    CHECK(place->set_house_policy(ticket.guest, house).error().code() == ErrorCode::forbidden);
    CHECK(place->house_policy() == GrantPolicy{});
    REQUIRE(place->set_house_policy(place.console(), house).has_value());
    CHECK(place->house_policy() == house);
    CHECK(place->set_ticket_policy(agent, ticket.id, house).error().code() == ErrorCode::forbidden);
    CHECK(place->set_ticket_policy(other.guest, ticket.id, house).error().code() ==
          ErrorCode::not_found);
    CHECK(place->set_ticket_policy(ticket.guest, ticket.id, GrantPolicy{}).error().code() ==
          ErrorCode::invalid);
    for (const GrantPolicy& wish : stricter_than(house)) {
        CHECK(place->set_ticket_policy(ticket.guest, ticket.id, wish) == wish);
        CHECK(place->ticket_policy(agent, ticket.id) == wish);
        CHECK(place->ticket_policy(agent, other.id) == house);
    }
    const auto entries = policy_entries(place);
    CHECK(entries.size() == 9); // two refusals, the house's, a refusal, one looser, four wishes
    CHECK(entries[2].find("consent_needed=1 duration_seconds_max=3600 exclusive=0 "
                          "reason_chars_min=20 unseals_max=3") != std::string::npos);
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
    REQUIRE(place->set_house_policy(place.console(), policy).has_value());
    REQUIRE(place->set_ticket_policy(careful.guest, careful.id, GrantPolicy{}).has_value());
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
    REQUIRE(place->set_ticket_policy(ticket.guest, ticket.id, policy).has_value());
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
