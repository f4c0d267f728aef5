#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "support/wished.h"

#include <filesystem>
#include <optional>

using namespace vault;

namespace {

namespace fs = std::filesystem;

const std::string first_value = "first-value-of-the-story";
const std::string second_value = "second-value-of-the-story";

// A vault with an agent, an open ticket and an approved grant, closed; each crash happens to a copy of it.
struct Template {
    tests::TestVault place;
    Actor agent;
    tests::GuestTicket ticket;
    GrantId grant;

    Template()
        : agent{place.add_user(Role::agent, "anna@example.com")},
          ticket{tests::submit_guest_ticket(
              *place, {{.value = first_value}, {.value = second_value}})},
          grant{tests::approved_grant(*place, agent, ticket, ticket.credentials[0])}
    {
        place.close();
    }
};

// What was acknowledged before the crash.
struct Acknowledged {
    std::optional<tests::GuestTicket> submitted;
    std::optional<std::uint64_t> unsealed_seq;
    bool shredded = false;
    std::optional<ClosedTicket> closed;
    std::uint64_t head = 0;
};

// Submit, unseal, shred, close; each only if it gets that far.
Acknowledged walk(Vault& vault, const Template& from)
{
    Acknowledged done;
    auto ticket = tests::new_guest_ticket(vault, {{.value = "value-of-a-new-ticket"}});
    const Actor guest{ticket.guest->id, Role::guest, Authn::link, {}};
    const TicketId id = ticket.id;
    const CredentialId credential = ticket.credentials[0].id;
    if (const auto made = vault.submit(guest, std::move(ticket)))
        done.submitted = tests::GuestTicket{id, guest, {credential}, made->receipt};
    if (const auto value = vault.unseal(from.agent, from.grant)) {
        CHECK(tests::text_of(value->value) == first_value);
        done.unsealed_seq = value->audit_seq;
    }
    done.shredded =
        vault.shred(from.ticket.guest, from.ticket.credentials[1], Cause::revoked).has_value();
    if (auto closed = vault.close(from.ticket.guest, from.ticket.id))
        done.closed = std::move(*closed);
    done.head = vault.checkpoint()->size;
    return done;
}

void check_after(Vault& vault, const Template& from, const Acknowledged& done)
{
    const auto verdict = vault.verify_audit({});
    REQUIRE(verdict.has_value());
    CHECK(verdict->problem.empty());
    CHECK(verdict->ok);
    CHECK(verdict->entries >= done.head); // no acknowledged entry lost
    if (done.submitted) {
        const auto read = vault.read_ticket(done.submitted->guest, done.submitted->id);
        REQUIRE(read.has_value());
        CHECK(read->credentials.size() == 1);
        const GrantId grant = tests::approved_grant(
            vault, from.agent, *done.submitted, done.submitted->credentials[0]);
        CHECK(tests::text_of(vault.unseal(from.agent, grant)->value) == "value-of-a-new-ticket");
    }
    if (done.unsealed_seq) {
        const Actor auditor{PersonId::random(vault.random()), Role::auditor, Authn::local, {}};
        AuditFilter filter;
        filter.from_seq = *done.unsealed_seq;
        filter.limit = 1;
        CHECK(vault.audit_entries(auditor, filter)->at(0).event == "credential.unsealed");
    }
    for (const CredentialId& id : from.ticket.credentials) {
        const auto credential = vault.find_credential(from.agent, id);
        REQUIRE(credential.has_value());
        // Whatever was decided is finished by now: no credential stays half ended.
        CHECK(credential->state != CredentialState::shredding);
        CHECK(credential->certificate_ready == (credential->state == CredentialState::shredded));
        if (done.closed || (done.shredded && id == from.ticket.credentials[1]))
            CHECK(credential->state == CredentialState::shredded);
    }
    const bool first_lives = vault.find_credential(from.agent, from.ticket.credentials[0])->state ==
                             CredentialState::sealed;
    CHECK(vault.unseal(from.agent, from.grant).has_value() == first_lives);
}

} // namespace

TEST_CASE("Vault: dead at the n-th operation, it comes back with everything acknowledged and "
          "nothing shredded",
    "[vault][crash]")
{
    Template from;
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 5);
    bool survived = false;
    std::uint64_t crashes = 0;
    for (std::uint64_t n = 1; !survived; n += step) {
        CAPTURE(n);
        const tests::TemporaryFolder copy;
        fs::copy(from.place.folder.path(), copy.path(), fs::copy_options::recursive);
        const Folders folders{copy.path() / "data", copy.path() / "keys"};
        tests::FailingFiles files;
        tests::FixedRandom random{1000 + n};
        const World world{from.place.clock, random, files};
        Acknowledged done;
        files.die_at_change(n);
        {
            const auto vault = Vault::open(folders, from.place.custody(), world);
            if (vault)
                done = walk(**vault, from);
            survived = done.closed.has_value();
        }
        crashes += survived ? 0 : 1;
        files.reset();
        const auto vault = Vault::open(folders, from.place.custody(), world);
        REQUIRE(vault.has_value());
        check_after(**vault, from, done);
    }
    CHECK(crashes > 5);
}
