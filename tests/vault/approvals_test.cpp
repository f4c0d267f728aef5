#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace vault;
using tests::entries_of;
using tests::only;
using tests::TestVault;

namespace {

bool says(const AuditEntry& entry, std::string_view word)
{
    return entry.json.contains("\"why\":\"" + std::string{word} + "\"");
}

NewTicket ticket_of(TestVault& place, const std::vector<tests::CredentialWish>& wishes)
{
    NewTicket ticket = tests::new_guest_ticket(*place, wishes);
    ticket.guest.reset();
    return ticket;
}

CredentialId submit(TestVault& place, const Actor& by, NewTicket ticket)
{
    return place->submit(by, std::move(ticket)).value().sealed.at(0).id;
}

GrantId ask(TestVault& place, const Actor& agent, const CredentialId& credential)
{
    const auto grant = place->request_grant(agent, tests::new_grant(credential)).value();
    REQUIRE(grant.state == GrantState::requested);
    return grant.id;
}

void set_house(TestVault& place, const PolicyChange& change)
{
    REQUIRE(place->set_house_policy(place.console(), change).has_value());
}

} // namespace

TEST_CASE(
    "Approvals: a ticket of the house is answered by another agent, never by the one who asks",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const CredentialId credential = submit(place, anna, ticket_of(place, {{}}));
    for (const auto& [asks, answers] : {std::pair{anna, otto}, std::pair{otto, anna}}) {
        const GrantId id = ask(place, asks, credential);
        const auto waiting = place->find_grant(asks, id).value();
        CHECK_FALSE(waiting.waits_for_customer);
        CHECK(waiting.waits_for_agents == 1);
        CHECK(place->approve(asks, id).error().code() == ErrorCode::forbidden);
        CHECK(place->refuse(asks, id).error().code() == ErrorCode::forbidden);
        CHECK(place->approve(place.console(), id).error().code() == ErrorCode::forbidden);
        CHECK(place->unseal(asks, id).error().code() == ErrorCode::needs_grant);
        CHECK(place->approve(answers, id, Consent::hour).error().code() == ErrorCode::invalid);
        CHECK(place->approve(answers, id)->state == GrantState::approved);
        CHECK(place->unseal(asks, id).has_value());
    }
    const auto refused = entries_of(*place, "grant.approved");
    CHECK(
        std::ranges::count_if(refused, [](const auto& e) { return says(e, "own_request"); }) == 2);
    CHECK(place->refuse(otto, ask(place, anna, credential))->state == GrantState::denied);
    // In advance is the customer's word, and there is none.
    CHECK(
        place->submit(anna, ticket_of(place, {{.consent = Consent::while_open}})).error().code() ==
        ErrorCode::forbidden);
    CHECK(
        place->set_consent(anna, credential, Consent::hour).error().code() == ErrorCode::forbidden);
    set_house(place, only(&PolicyChange::consent_needed, false));
    CHECK(place->request_grant(anna, tests::new_grant(credential))->state == GrantState::approved);
}

TEST_CASE(
    "Approvals: a ticket an agent submits for a customer is the customer's", "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const Actor carla = place.add_user(Role::customer, "carla@example.com");
    const auto guest = tests::submit_guest_ticket(*place, {{}});
    for (const PersonId& nobody :
        {otto.person, guest.guest.person, PersonId::random(place.random)}) {
        NewTicket ticket = ticket_of(place, {{}});
        ticket.customer = nobody;
        CHECK(place->submit(anna, std::move(ticket)).error().code() == ErrorCode::invalid);
    }
    NewTicket with_file = ticket_of(place, {{}});
    with_file.customer = carla.person;
    with_file.attachments.push_back({AttachmentId::random(place.random), "a.txt", "text/plain", 1});
    CHECK(place->submit(anna, std::move(with_file)).error().code() == ErrorCode::invalid);
    NewTicket by_customer = ticket_of(place, {{}});
    by_customer.customer = carla.person;
    CHECK(place->submit(carla, std::move(by_customer)).error().code() == ErrorCode::forbidden);

    NewTicket ticket = ticket_of(place, {{}});
    ticket.customer = carla.person;
    const CredentialId credential = submit(place, anna, std::move(ticket));
    CHECK(place->list_tickets(carla, {})->rows.size() == 1);
    const GrantId id = ask(place, anna, credential);
    CHECK(place->find_grant(anna, id)->waits_for_customer);
    CHECK(place->approve(otto, id).error().code() == ErrorCode::forbidden);
    CHECK(place->approve(carla, id)->state == GrantState::approved);
    CHECK(entries_of(*place, "ticket.submitted").back().json.find(carla.person.to_string()) !=
          std::string::npos);
}

TEST_CASE("Approvals: what an internal note held is the house's, and the customer is not shown it",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto note = [&](bool internal, Rewrites rewrites) {
        NewMessage message{ticket.id, MessageId::random(place.random), internal, "see {}", {},
            std::move(rewrites)};
        message.credentials.push_back(tests::new_credential(*place, {}));
        const CredentialId id = message.credentials[0].id;
        REQUIRE(place->add_message(anna, std::move(message)).has_value());
        return id;
    };
    const CredentialId hidden = note(true, {});
    const CredentialId told = note(false, {});
    // It stood in a text of the customer's too.
    const CredentialId shared = note(true,
        {{{StoredText::Place::description, ticket.id.to_string(), "The checkout is blank."}}, {}});
    CHECK(place->read_ticket(anna, ticket.id)->credentials.size() == 4);
    const auto seen = place->read_ticket(ticket.guest, ticket.id).value();
    CHECK(seen.credentials.size() == 3);
    CHECK(seen.row.sealed_live == 3);
    CHECK(place->list_tickets(ticket.guest, {})->rows.at(0).sealed_live == 3);
    CHECK(place->list_tickets(anna, {})->rows.at(0).sealed_live == 4);
    CHECK(place->find_credential(ticket.guest, hidden).error().code() == ErrorCode::not_found);
    CHECK(place->find_credential(ticket.guest, told).has_value());
    CHECK(place->find_credential(ticket.guest, shared).has_value());
    CHECK(place->find_credential(anna, hidden)->internal);
    CHECK(place->receipt(ticket.guest, ticket.id)->note.find(hidden.to_string()) ==
          std::string::npos);
    CHECK(place->receipt(anna, ticket.id)->note.find(hidden.to_string()) != std::string::npos);

    const GrantId id = ask(place, anna, hidden);
    CHECK(place->list_grants(ticket.guest, {}, {}, {})->rows.empty());
    CHECK(place->list_grants(anna, {}, {}, {})->rows.size() == 1);
    for (const auto& result : {place->approve(ticket.guest, id),
             place->find_grant(ticket.guest, id), place->revoke(ticket.guest, id)})
        CHECK(result.error().code() == ErrorCode::not_found);
    CHECK(
        place->shred(ticket.guest, hidden, Cause::revoked).error().code() == ErrorCode::not_found);
    CHECK(place->approve(otto, id)->state == GrantState::approved);
    CHECK(place->unseal(anna, id).has_value());
    const auto closed = place->close(ticket.guest, ticket.id).value();
    CHECK(closed.shredded.size() == 3);
    CHECK(place->certificate(ticket.guest, hidden).error().code() == ErrorCode::not_found);
    CHECK(place->certificate(anna, hidden).has_value());
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Approvals: the customer and so many agents must approve, each once, in any order",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const Actor rosa = place.add_user(Role::agent, "rosa@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    set_house(place, only(&PolicyChange::agents_needed, 2));
    std::vector<Actor> approvers{ticket.guest, otto, rosa};
    std::ranges::sort(approvers, {}, &Actor::person);
    do {
        const GrantId id = ask(place, anna, ticket.credentials[0]);
        for (std::size_t i = 0; i < approvers.size(); ++i) {
            CHECK(place->approve(anna, id).error().code() == ErrorCode::forbidden);
            CHECK(place->unseal(anna, id).error().code() == ErrorCode::needs_grant);
            const bool last = i + 1 == approvers.size();
            CHECK(place->approve(approvers[i], id)->state ==
                  (last ? GrantState::approved : GrantState::requested));
            if (!last) // twice is not two
                CHECK(place->approve(approvers[i], id).error().code() == ErrorCode::conflict);
        }
        CHECK(place->find_grant(anna, id)->waits_for_agents == 0);
    } while (std::ranges::next_permutation(approvers, {}, &Actor::person).found);
    CHECK(entries_of(*place, "grant.endorsed").size() == 12);
    // A standing answer is the customer's part only.
    REQUIRE(place->set_consent(ticket.guest, ticket.credentials[1], Consent::hour).has_value());
    const GrantId id = ask(place, anna, ticket.credentials[1]);
    CHECK_FALSE(place->find_grant(anna, id)->waits_for_customer);
    CHECK(place->approve(otto, id)->waits_for_agents == 1);
    CHECK(place->refuse(rosa, id)->state == GrantState::denied);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Approvals: a request that lacks nothing any more is answered by any other agent",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const CredentialId credential = submit(place, anna, ticket_of(place, {{}}));
    const auto guest = tests::submit_guest_ticket(*place, {{}});
    const GrantId refused = ask(place, anna, credential);
    const GrantId waiting = ask(place, anna, credential);
    const GrantId of_guest = ask(place, anna, guest.credentials[0]);
    set_house(place, only(&PolicyChange::consent_needed, false));
    CHECK(place->find_grant(anna, waiting)->state == GrantState::requested);
    CHECK(place->find_grant(anna, waiting)->waits_for_agents == 0);
    CHECK(place->refuse(anna, refused).error().code() == ErrorCode::forbidden);
    CHECK(place->approve(anna, waiting).error().code() == ErrorCode::forbidden);
    CHECK(place->approve(place.console(), waiting).error().code() == ErrorCode::forbidden);
    CHECK(place->refuse(otto, refused)->state == GrantState::denied);
    CHECK(place->approve(otto, waiting)->state == GrantState::approved);
    CHECK(place->approve(otto, of_guest)->state == GrantState::approved);
    // Nor does one that only had to wait for another grant to end.
    set_house(place, only(&PolicyChange::exclusive, true));
    const GrantId second = ask(place, anna, credential);
    CHECK(place->approve(otto, second).error().code() == ErrorCode::conflict);
    REQUIRE(place->give_back(anna, waiting).has_value());
    CHECK(place->approve(otto, second)->state == GrantState::approved);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Approvals: a customer's counts while the account is not disabled, as an agent's does",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const Actor carla = place.add_user(Role::customer, "carla@example.com");
    NewTicket ticket = ticket_of(place, {{}});
    ticket.customer = carla.person;
    const CredentialId credential = submit(place, anna, std::move(ticket));
    set_house(place, only(&PolicyChange::agents_needed, 1));
    const GrantId id = ask(place, anna, credential);
    REQUIRE(place->approve(carla, id).has_value());
    CHECK_FALSE(place->find_grant(anna, id)->waits_for_customer);
    const auto disable = [&](bool disabled) {
        REQUIRE(place->set_user_disabled(place.console(), carla.person, disabled).has_value());
    };
    disable(true);
    CHECK(place->find_grant(anna, id)->waits_for_customer);
    CHECK(place->approve(otto, id)->state == GrantState::requested);
    disable(false);
    CHECK_FALSE(place->find_grant(anna, id)->waits_for_customer);
    CHECK(place->approve(carla, id)->state == GrantState::approved);
}

TEST_CASE("Reason codes: a request names one where the policy has some, and none where it has none",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const auto asked_with = [&](std::string code) {
        auto request = tests::new_grant(ticket.credentials[0]);
        request.reason_code = std::move(code);
        return place->request_grant(anna, request);
    };
    const auto is_taken = [&](const char* code) { return asked_with(code).has_value(); };
    CHECK(is_taken(""));
    CHECK_FALSE(is_taken("incident"));
    set_house(place, only(&PolicyChange::reason_codes, {"migration", "incident", "incident"}));
    CHECK_FALSE(is_taken(""));
    CHECK_FALSE(is_taken("incidents"));
    CHECK(asked_with("incident")->reason_code == "incident");
    CHECK(is_taken("migration"));
    CHECK(entries_of(*place, "grant.requested").back().json.find(R"("reason_code":"migration")") !=
          std::string::npos);
    const auto wish = [&](std::vector<std::string> codes) {
        return place->set_ticket_policy(
            ticket.guest, ticket.id, only(&PolicyChange::reason_codes, codes));
    };
    CHECK(wish({"incident", "audit"}).error().code() == ErrorCode::invalid);
    CHECK(wish({"Incident"}).error().code() == ErrorCode::invalid);
    CHECK(wish({"incident"})->reason_codes == std::vector<std::string>{"incident"});
    CHECK_FALSE(is_taken("migration"));
    // Nothing is left of what both allow.
    set_house(place, only(&PolicyChange::reason_codes, {"migration"}));
    CHECK_FALSE(is_taken("migration"));
    CHECK_FALSE(is_taken("incident"));
    CHECK_FALSE(is_taken(""));
    CHECK(wish({})->reason_codes == std::vector<std::string>{"migration"});
    CHECK(is_taken("migration"));
    set_house(place, only(&PolicyChange::reason_codes, {}));
    CHECK(is_taken(""));
}

TEST_CASE(
    "Approvals: what a customer allowed in advance ends with the account, and does not come back",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor carla = place.add_user(Role::customer, "carla@example.com");
    const Actor admin = place.console();
    NewTicket ticket =
        ticket_of(place, {{.consent = Consent::while_open}, {.consent = Consent::hour}, {},
                             {.consent = Consent::while_open}});
    std::vector<CredentialId> credentials;
    for (const NewCredential& one : ticket.credentials)
        credentials.push_back(one.id);
    REQUIRE(place->submit(carla, std::move(ticket)).has_value());
    REQUIRE(place->shred(carla, credentials[3], Cause::revoked).has_value());
    const auto others = tests::submit_guest_ticket(*place, {{.consent = Consent::while_open}});
    const auto before = place->request_grant(anna, tests::new_grant(credentials[0]));
    CHECK(before->state == GrantState::approved);

    REQUIRE(place->set_user_disabled(admin, carla.person, true).has_value());
    for (const CredentialId& one : {credentials[0], credentials[1], credentials[2]}) {
        const auto waiting = place->request_grant(anna, tests::new_grant(one));
        CHECK(waiting->state == GrantState::requested);
        CHECK(waiting->waits_for_customer);
    }
    CHECK(tests::count_entries(*place, "consent.withdrawn", R"("why":"disabled")") == 2);
    CHECK(tests::count_entries(*place, "consent.withdrawn", carla.person.to_string()) == 2);
    // What was approved stays so, and nobody else's answer is touched.
    CHECK(place->unseal(anna, before->id).has_value());
    CHECK(place->request_grant(anna, tests::new_grant(others.credentials[0]))->state ==
          GrantState::approved);
    REQUIRE(place->set_user_disabled(admin, carla.person, false).has_value());
    CHECK(place->request_grant(anna, tests::new_grant(credentials[0]))->state ==
          GrantState::requested);
}

TEST_CASE(
    "Approvals: a standing answer that a disabled customer has all the same counts for nothing",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor carla = place.add_user(Role::customer, "carla@example.com");
    const CredentialId credential = submit(place, carla, ticket_of(place, {{}}));
    REQUIRE(place->set_user_disabled(place.console(), carla.person, true).has_value());
    place.close();
    tests::tamper(place, "UPDATE credential SET consent = 'while_open'");
    place.reopen();
    CHECK(place->request_grant(anna, tests::new_grant(credential))->state == GrantState::requested);
}

TEST_CASE("Approvals: what the customer takes back while others are asked opens nothing",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    set_house(place, only(&PolicyChange::agents_needed, 1));
    const GrantId answered = ask(place, anna, ticket.credentials[0]);
    const GrantId waiting = ask(place, anna, ticket.credentials[0]);
    REQUIRE(place->approve(ticket.guest, answered)->state == GrantState::requested);
    REQUIRE(place->set_consent(ticket.guest, ticket.credentials[0], Consent::ask).has_value());
    CHECK(place->find_grant(anna, answered)->state == GrantState::denied);
    CHECK(place->approve(otto, answered).error().code() == ErrorCode::conflict);
    CHECK(place->unseal(anna, answered).error().code() == ErrorCode::needs_grant);
    const auto denied = entries_of(*place, "grant.denied");
    REQUIRE(denied.size() == 1);
    CHECK(says(denied[0], "consent"));
    // One that they have not answered yet still waits for them.
    CHECK(place->find_grant(anna, waiting)->waits_for_customer);
}

TEST_CASE("Reason: one with a value its agent was shown is refused, and of others nothing is told",
    "[vault][grants]")
{
    TestVault place;
    const Actor anna = place.add_user(Role::agent, "anna@example.com");
    const Actor otto = place.add_user(Role::agent, "otto@example.com");
    const std::string value = "correct-horse-staple";
    const auto ticket = tests::submit_guest_ticket(*place, {{.value = value}, {}});
    const GrantId shown = tests::approved_grant(*place, anna, ticket, ticket.credentials[0]);
    const auto reason_of = [&](const Actor& agent, const std::string& reason) {
        GrantRequest request = tests::new_grant(ticket.credentials[1]);
        request.reason = reason;
        return place->request_grant(agent, request);
    };
    CHECK(reason_of(anna, "is it " + value + " again?").has_value()); // a guess, answered as any
    REQUIRE(place->unseal(anna, shown).has_value());
    const auto refused = reason_of(anna, "the page takes " + value + " no more");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::invalid);
    CHECK(reason_of(otto, "the page takes " + value + " no more").has_value());
    CHECK(reason_of(anna, "the page takes it no more").has_value());
    const auto entries = entries_of(*place, "grant.requested");
    CHECK(std::ranges::count_if(entries, [](const auto& one) { return says(one, "value"); }) == 1);
    for (const AuditEntry& entry : entries)
        if (says(entry, "value"))
            CHECK(entry.reason.empty());
}
