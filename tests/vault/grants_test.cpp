#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "scope/grant_edges.h"

#include <atomic>
#include <latch>
#include <map>
#include <set>
#include <thread>
#include <utility>

using namespace vault;
using tests::TestVault;
using tests::text_of;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;
constexpr std::int64_t day_ms = 24 * hour_ms;

const std::vector<GrantState> all_states{GrantState::requested, GrantState::approved,
    GrantState::active, GrantState::denied, GrantState::lapsed, GrantState::expired,
    GrantState::used_up, GrantState::revoked, GrantState::returned};

// Brings a fresh grant into `wanted` the way people and time would.
GrantId grant_in(
    TestVault& place, const Actor& agent, const tests::GuestTicket& ticket, GrantState wanted)
{
    const CredentialId credential = ticket.credentials[0];
    const auto requested = place->request_grant(
        agent, tests::new_grant(credential, {.duration_ms = hour_ms, .unseals_max = 2}));
    REQUIRE(requested.has_value());
    const GrantId id = requested->id;
    const std::set<GrantState> unapproved{
        GrantState::requested, GrantState::denied, GrantState::lapsed};
    if (!unapproved.contains(wanted))
        REQUIRE(place->approve(ticket.guest, id).has_value());
    if (wanted == GrantState::active || wanted == GrantState::expired ||
        wanted == GrantState::used_up)
        REQUIRE(place->unseal(agent, id).has_value());
    if (wanted == GrantState::used_up)
        REQUIRE(place->unseal(agent, id).has_value());
    if (wanted == GrantState::denied)
        REQUIRE(place->refuse(ticket.guest, id).has_value());
    if (wanted == GrantState::revoked)
        REQUIRE(place->revoke(ticket.guest, id).has_value());
    if (wanted == GrantState::returned)
        REQUIRE(place->give_back(agent, id).has_value());
    if (wanted == GrantState::lapsed || wanted == GrantState::expired) {
        place.clock.advance(wanted == GrantState::lapsed ? grant_lapse_ms : hour_ms);
        REQUIRE(place->run_due().has_value());
    }
    REQUIRE(place->find_grant(agent, id)->state == wanted);
    return id;
}

std::uint64_t refusals(TestVault& place, std::string event)
{
    return tests::count_entries(*place, std::move(event), R"("outcome":"refused")");
}

} // namespace

TEST_CASE("Grant: exactly the edges of the state machine exist", "[vault][grants]")
{
    using S = GrantState;
    using A = GrantAct;
    const std::map<std::pair<S, A>, S> legal{{{S::requested, A::approve}, S::approved},
        {{S::requested, A::deny}, S::denied}, {{S::requested, A::lapse}, S::lapsed},
        {{S::approved, A::activate}, S::active}, {{S::approved, A::lapse}, S::lapsed},
        {{S::approved, A::revoke}, S::revoked}, {{S::approved, A::give_back}, S::returned},
        {{S::active, A::expire}, S::expired}, {{S::active, A::use_up}, S::used_up},
        {{S::active, A::revoke}, S::revoked}, {{S::active, A::give_back}, S::returned}};
    for (const S from : all_states)
        for (const A act : {A::approve, A::deny, A::lapse, A::activate, A::expire, A::use_up,
                 A::revoke, A::give_back}) {
            CAPTURE(to_string(from), static_cast<int>(act));
            const auto found = legal.find({from, act});
            CHECK(edge(from, act) ==
                  (found == legal.end() ? std::nullopt : std::optional{found->second}));
        }
}

TEST_CASE(
    "Grant: what people ask for follows the edges, and each refusal is an entry", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const std::set<GrantState> approvable{GrantState::requested};
    const std::set<GrantState> endable{GrantState::approved, GrantState::active};
    for (const GrantState state : all_states) {
        CAPTURE(to_string(state));
        const auto check = [&](const char* event, const std::set<GrantState>& allowed, auto&& act) {
            CAPTURE(event);
            const auto ticket =
                tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
            const GrantId id = grant_in(place, agent, ticket, state);
            const std::uint64_t before = refusals(place, event);
            const auto result = act(ticket, id);
            CHECK(result.has_value() == allowed.contains(state));
            if (result)
                return;
            const ErrorCode expected = std::string_view{event} == "credential.unsealed"
                                           ? ErrorCode::needs_grant
                                           : ErrorCode::conflict;
            CHECK(result.error().code() == expected);
            CHECK(refusals(place, event) == before + 1);
            CHECK(place->find_grant(agent, id)->state == state);
        };
        check("grant.approved", approvable,
            [&](const auto& t, const GrantId& id) { return place->approve(t.guest, id); });
        check("grant.denied", approvable,
            [&](const auto& t, const GrantId& id) { return place->refuse(t.guest, id); });
        check("grant.revoked", endable,
            [&](const auto& t, const GrantId& id) { return place->revoke(t.guest, id); });
        check("grant.returned", endable,
            [&](const auto&, const GrantId& id) { return place->give_back(agent, id); });
        check("credential.unsealed", endable,
            [&](const auto&, const GrantId& id) { return place->unseal(agent, id); });
    }
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Grant: time ends it before the shredder has come by", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
    const GrantId id = tests::approved_grant(
        *place, agent, ticket, ticket.credentials[0], {.duration_ms = hour_ms, .unseals_max = 5});
    place.clock.advance(2 * day_ms); // the clock of an approved grant has not started
    REQUIRE(place->unseal(agent, id).has_value());
    place.clock.advance(hour_ms - 1);
    CHECK(place->unseal(agent, id).has_value());
    place.clock.advance(1);
    CHECK(place->unseal(agent, id).error().code() == ErrorCode::needs_grant);
}

TEST_CASE(
    "Grant: whatever state it is in, a due time ends it by the edge of that state and no other",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const std::map<GrantState, GrantState> after_time{{GrantState::requested, GrantState::lapsed},
        {GrantState::approved, GrantState::lapsed}, {GrantState::active, GrantState::expired}};
    for (const GrantState state : all_states) {
        CAPTURE(to_string(state));
        const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
        const GrantId id = grant_in(place, agent, ticket, state);
        place.clock.advance(grant_lapse_ms);
        const auto found = after_time.find(state);
        if (found != after_time.end()) {
            // Before the shredder has come by: what is over cannot be decided, used or given back.
            CHECK(place->approve(ticket.guest, id).error().code() == ErrorCode::conflict);
            CHECK(place->revoke(ticket.guest, id).error().code() == ErrorCode::conflict);
            CHECK(place->give_back(agent, id).error().code() == ErrorCode::conflict);
            CHECK(place->unseal(agent, id).error().code() == ErrorCode::needs_grant);
        }
        REQUIRE(place->run_due().has_value());
        CHECK(place->find_grant(agent, id)->state ==
              (found == after_time.end() ? state : found->second));
    }
}

TEST_CASE(
    "Grant: whatever state it is in, the end of its credential ends it for good", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const std::map<GrantState, GrantState> after_shred{{GrantState::requested, GrantState::lapsed},
        {GrantState::approved, GrantState::lapsed}, {GrantState::active, GrantState::expired}};
    for (const GrantState state : all_states) {
        CAPTURE(to_string(state));
        const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
        const GrantId id = grant_in(place, agent, ticket, state);
        REQUIRE(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
        const auto found = after_shred.find(state);
        CHECK(place->find_grant(agent, id)->state ==
              (found == after_shred.end() ? state : found->second));
        CHECK(place->unseal(agent, id).error().code() == ErrorCode::gone);
        const std::uint64_t before = refusals(place, "grant.requested");
        CHECK(place->request_grant(agent, tests::new_grant(ticket.credentials[0])).error().code() ==
              ErrorCode::gone);
        CHECK(refusals(place, "grant.requested") == before + 1);
    }
}

TEST_CASE("Grant: revoking closes the grant alone, or shreds the credential too, as chosen",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    for (const Revocation what : {Revocation::grant, Revocation::credential}) {
        const bool shredded = what == Revocation::credential;
        CAPTURE(shredded);
        const auto ticket = tests::submit_guest_ticket(*place, {{}});
        const CredentialId credential = ticket.credentials[0];
        const GrantId other = tests::approved_grant(*place, agent, ticket, credential);
        const GrantId id = tests::approved_grant(*place, agent, ticket, credential);
        REQUIRE(place->unseal(agent, id).has_value());
        CHECK(place->revoke(agent, id, what).error().code() == ErrorCode::forbidden);
        CHECK(place->revoke(ticket.guest, id, what)->state == GrantState::revoked);
        CHECK(place->find_credential(agent, credential)->state ==
              (shredded ? CredentialState::shredded : CredentialState::sealed));
        CHECK(place->certificate(ticket.guest, credential).has_value() == shredded);
        CHECK(place->find_grant(agent, other)->state ==
              (shredded ? GrantState::lapsed : GrantState::approved));
        CHECK(place->unseal(agent, other).has_value() == !shredded);
    }
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Consent: each kind answers for exactly as long as it says", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto state_of_request = [&](const CredentialId& credential) {
        return place->request_grant(agent, tests::new_grant(credential))->state;
    };
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 20 * day_ms}});
    const CredentialId credential = ticket.credentials[0];
    CHECK(state_of_request(credential) == GrantState::requested);
    REQUIRE(place->set_consent(ticket.guest, credential, Consent::hour).has_value());
    place.clock.advance(hour_ms - 1);
    CHECK(state_of_request(credential) == GrantState::approved);
    place.clock.advance(1);
    CHECK(state_of_request(credential) == GrantState::requested);
    const auto open = place->set_consent(ticket.guest, credential, Consent::while_open);
    CHECK_FALSE(open->consent_until.has_value());
    place.clock.advance(5 * day_ms);
    CHECK(state_of_request(credential) == GrantState::approved);
    REQUIRE(place->close(ticket.guest, ticket.id).has_value());
    CHECK(place->set_consent(ticket.guest, credential, Consent::hour).error().code() ==
          ErrorCode::gone);
    CHECK(refusals(place, "consent.given") == 1);
}

TEST_CASE(
    "Consent: an approval can answer for further requests, and once means once", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    for (const auto standing : {std::optional<Consent>{}, std::optional{Consent::hour}}) {
        const CredentialId credential = ticket.credentials[standing ? 1 : 0];
        const auto first = place->request_grant(agent, tests::new_grant(credential));
        REQUIRE(place->approve(ticket.guest, first->id, standing).has_value());
        CHECK(place->request_grant(agent, tests::new_grant(credential))->state ==
              (standing ? GrantState::approved : GrantState::requested));
    }
    const auto third = place->request_grant(agent, tests::new_grant(ticket.credentials[0]));
    CHECK(
        place->approve(ticket.guest, third->id, Consent::ask).error().code() == ErrorCode::invalid);
}

TEST_CASE("Consent: a withdrawal takes back at once what could still be used", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.consent = Consent::while_open}});
    const CredentialId credential = ticket.credentials[0];
    const auto unused = place->request_grant(agent, tests::new_grant(credential));
    const auto used = place->request_grant(agent, tests::new_grant(credential));
    REQUIRE(place->unseal(agent, used->id).has_value());
    CHECK(place->set_consent(agent, credential, Consent::hour).error().code() ==
          ErrorCode::forbidden);
    CHECK(refusals(place, "consent.given") == 1);
    REQUIRE(place->set_consent(ticket.guest, credential, Consent::ask).has_value());
    for (const GrantId& id : {unused->id, used->id}) {
        CHECK(place->find_grant(agent, id)->state == GrantState::revoked);
        CHECK(place->unseal(agent, id).error().code() == ErrorCode::needs_grant);
    }
    CHECK(
        place->request_grant(agent, tests::new_grant(credential))->state == GrantState::requested);
    CHECK(place->find_credential(agent, credential)->state == CredentialState::sealed);
}

TEST_CASE("Grant: only the agent it was given to unseals, and roles without the right never do",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const Actor other = place.add_user(Role::agent, "otto@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const GrantId id = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    for (const Actor& who : {other, place.console(), auditor, ticket.guest}) {
        CAPTURE(to_string(who.role));
        CHECK(place->unseal(who, id).error().code() == ErrorCode::forbidden);
    }
    CHECK(refusals(place, "credential.unsealed") == 4);
    CHECK(place->give_back(other, id).error().code() == ErrorCode::forbidden);
    CHECK(place->approve(agent, id).error().code() == ErrorCode::forbidden);
    CHECK(place->request_grant(ticket.guest, tests::new_grant(ticket.credentials[0]))
              .error()
              .code() == ErrorCode::forbidden);
    CHECK(text_of(place->unseal(agent, id)->value) == "correct-horse-staple");
}

TEST_CASE("Grant: a standing consent approves at once, and the entry says that policy did",
    "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.consent = Consent::while_open}});
    const auto grant = place->request_grant(agent, tests::new_grant(ticket.credentials[0]));
    REQUIRE(grant.has_value());
    CHECK(grant->state == GrantState::approved);
    AuditFilter filter;
    filter.event = "grant.approved";
    filter.ticket = ticket.id;
    const auto entries = place->audit_entries(ticket.guest, filter);
    REQUIRE(entries->size() == 1);
    CHECK(entries->at(0).json.find("\"why\":\"policy\"") != std::string::npos);
}

TEST_CASE("Grant: requests outside the limits are invalid", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto good = tests::new_grant(ticket.credentials[0]);
    std::vector<GrantRequest> bad(6, good);
    bad[0].reason = "too short";
    bad[1].reason = std::string(501, 'x');
    bad[2].duration_ms = grant_duration_ms_min - 1;
    bad[3].duration_ms = grant_duration_ms_max + 1;
    bad[4].unseals_max = 0;
    bad[5].unseals_max = 11;
    for (const GrantRequest& request : bad)
        CHECK(place->request_grant(agent, request).error().code() == ErrorCode::invalid);
    CHECK(place->request_grant(agent, good).has_value());
}

TEST_CASE(
    "Unseal: a thousand at once on a limit of three give exactly three values", "[vault][grants]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    for (const bool limit_of_credential : {true, false}) {
        CAPTURE(limit_of_credential);
        const auto ticket =
            tests::submit_guest_ticket(*place, {{.unseals_max = limit_of_credential ? 3U : 0U}});
        std::vector<GrantId> grants;
        for (int i = 0; i < (limit_of_credential ? 4 : 1); ++i)
            grants.push_back(tests::approved_grant(*place, agent, ticket, ticket.credentials[0],
                {.unseals_max = limit_of_credential ? 10U : 3U}));
        std::atomic<int> values{0};
        std::atomic<int> wrong{0};
        std::latch start{1};
        std::vector<std::thread> threads;
        for (std::size_t t = 0; t < 1000; ++t)
            threads.emplace_back([&, t] {
                start.wait();
                const auto result = place->unseal(agent, grants[t % grants.size()]);
                if (result)
                    (text_of(result->value) == "correct-horse-staple" ? values : wrong)++;
                else if (result.error().code() !=
                         (limit_of_credential ? ErrorCode::gone : ErrorCode::needs_grant))
                    ++wrong;
            });
        start.count_down();
        for (std::thread& thread : threads)
            thread.join();
        CHECK(values == 3);
        CHECK(wrong == 0);
        const auto credential = place->find_credential(agent, ticket.credentials[0]);
        CHECK(credential->unseals_done == 3);
        CHECK(credential->state ==
              (limit_of_credential ? CredentialState::shredded : CredentialState::sealed));
        for (const GrantId& grant : grants)
            CHECK(is_final(place->find_grant(agent, grant)->state));
    }
    CHECK(refusals(place, "credential.unsealed") > 0);
    CHECK(place->verify_audit({})->ok);
}
