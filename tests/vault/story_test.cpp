#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "vault/proof.h"

using namespace vault;
using tests::TestVault;
using tests::text_of;

TEST_CASE("Vault: a ticket goes from submission to a certificate and a log that verifies",
    "[vault][story]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{.value = "tr0ub4dor&3"}});
    const VerifierKey key = place->key_status().verifier;
    CHECK(verify_proof(ticket.receipt.note, key).verdict == ProofVerdict::good);

    const auto read = place->read_ticket(agent, ticket.id);
    REQUIRE(read.has_value());
    CHECK(read->row.subject == "Checkout shows a blank page");
    CHECK(read->customer.name == "Gina Guest");
    CHECK(read->credentials.at(0).label.user == "wp-admin");
    CHECK(place->list_tickets(agent, {})->rows.size() == 1);

    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    const auto unsealed = place->unseal(agent, grant);
    REQUIRE(unsealed.has_value());
    CHECK(text_of(unsealed->value) == "tr0ub4dor&3");
    CHECK(unsealed->grant.state == GrantState::active);

    const Actor auditor{PersonId::random(place.random), Role::auditor, Authn::local, {}};
    const auto entry = place->audit_entries(auditor, {.ticket = {},
                                                         .credential = {},
                                                         .actor = {},
                                                         .event = "",
                                                         .since = {},
                                                         .until = {},
                                                         .from_seq = unsealed->audit_seq,
                                                         .limit = 1});
    REQUIRE(entry.has_value());
    CHECK(entry->at(0).event == "credential.unsealed");
    CHECK(entry->at(0).actor_name == "A Name");

    const auto closed = place->close(ticket.guest, ticket.id);
    REQUIRE(closed.has_value());
    REQUIRE(closed->shredded.size() == 1);
    CHECK(verify_proof(closed->shredded[0].certificate, key).verdict == ProofVerdict::good);
    CHECK(place->certificate(agent, ticket.credentials[0]) == closed->shredded[0].certificate);
    CHECK(place->unseal(agent, grant).error().code() == ErrorCode::gone);

    const auto verdict = place->verify_audit({});
    REQUIRE(verdict.has_value());
    CHECK(verdict->problem.empty());
    CHECK(verdict->ok);
    CHECK(verdict->entries > 8);
}

TEST_CASE("Vault: everything but the value is there after a restart", "[vault][story]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {.value = "second"}});
    const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
    REQUIRE(place->shred(ticket.guest, ticket.credentials[1], Cause::revoked).has_value());
    place.reopen();
    CHECK(place->read_ticket(ticket.guest, ticket.id)->description ==
          "The checkout is blank since the update.");
    CHECK(text_of(place->unseal(agent, grant)->value) == "correct-horse-staple");
    CHECK(place->find_credential(agent, ticket.credentials[1])->state == CredentialState::shredded);
    CHECK(place->certificate(agent, ticket.credentials[1]).has_value());
    CHECK(place->verify_audit({})->ok);
}
