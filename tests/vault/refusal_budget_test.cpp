#include "scope/refusal_budget.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

using namespace vault;
using tests::TestVault;

TEST_CASE("RefusalBudget: each subject has its own, and all of it again in the next minute",
    "[vault][audit]")
{
    using enum RefusalBudget::Share;
    RefusalBudget budget;
    for (const Instant now : {Instant{0}, Instant{RefusalBudget::window_ms}}) {
        for (std::uint32_t taken = 1; taken < RefusalBudget::per_window_max; ++taken)
            CHECK(budget.take("a", now) == entry);
        CHECK(budget.take("a", now) == last);
        CHECK(budget.take("a", now) == none);
        CHECK(budget.take("a", now + (RefusalBudget::window_ms - 1)) == none);
        CHECK(budget.take("b", now) == entry);
    }
}

TEST_CASE("Refusal: somebody who is refused without end fills no log, and the log says so",
    "[vault][audit]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    const auto count = [&](const char* event) {
        AuditFilter filter;
        filter.actor = agent.person;
        filter.event = event;
        filter.limit = 200;
        return place->audit_entries(auditor, filter)->size();
    };
    const auto id = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    REQUIRE(place->give_back(agent, id).has_value());
    for (std::size_t minute = 1; minute <= 2; ++minute) {
        for (int i = 0; i < 100; ++i)
            CHECK(place->unseal(agent, id).error().code() == ErrorCode::needs_grant);
        CHECK(count("credential.unsealed") == minute * RefusalBudget::per_window_max);
        CHECK(count("access.limited") == minute);
        place.clock.advance(RefusalBudget::window_ms);
    }
    // Another's refusals are entries as before.
    CHECK(place->approve(ticket.guest, id).error().code() == ErrorCode::conflict);
    AuditFilter filter;
    filter.actor = ticket.guest.person;
    filter.event = "grant.approved";
    CHECK(place->audit_entries(auditor, filter)->size() == 2);
    CHECK(place->verify_audit({})->ok);
}
