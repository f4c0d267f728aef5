// Closing with a grace: nothing is opened in it, reopening takes it back, and after it the end comes by itself.
#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"
#include "support/wished.h"
#include "vault/log_copy.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

using namespace vault;
using tests::only;
using tests::TestVault;

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t grace_ms = 2 * hour_ms;

// A house that waits two hours before a ticket's end, and a guest's ticket with two credentials.
struct House {
    TestVault place;
    Actor anna = place.add_user(Role::agent, "anna@example.com");
    Actor admin = place.console();
    tests::GuestTicket ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = 90 * hour_ms},
                    {.expires_in_ms = 90 * hour_ms, .consent = Consent::while_open}});

    House() { set_grace(grace_ms); }
    void set_grace(std::int64_t ms)
    {
        REQUIRE(
            place->set_house_policy(admin, only(&PolicyChange::closing_grace_ms, ms)).has_value());
    }
    [[nodiscard]] TicketState state() const
    {
        return place->read_ticket(anna, ticket.id)->row.state;
    }
    [[nodiscard]] bool all(CredentialState state) const
    {
        const auto view = place->read_ticket(anna, ticket.id).value();
        return std::ranges::all_of(view.credentials,
            [&](const CredentialView& credential) { return credential.state == state; });
    }
    [[nodiscard]] std::size_t count(const char* event, const char* text) const
    {
        return tests::count_entries(*place, event, text);
    }
    // Whether the log accounts for every state the database holds.
    [[nodiscard]] bool replayed()
    {
        place.close();
        const auto log = LogCopy::open(place.folders(), place.custody(), place.world());
        const bool ok = log.has_value() && log->replay({})->ok;
        place.reopen();
        return ok;
    }
};

template <class Value>
ErrorCode code_of(const Expected<Value>& result)
{
    REQUIRE_FALSE(result.has_value());
    return result.error().code();
}

} // namespace

TEST_CASE("Closing: in its grace a ticket says when it ends, and nothing of it is opened or added",
    "[vault][closing]")
{
    House house;
    const Vault& vault = *house.place;
    Vault& acting = *house.place;
    const auto& [id, guest, credentials, receipt] = house.ticket;
    const GrantId active = tests::approved_grant(acting, house.anna, house.ticket, credentials[0]);
    REQUIRE(acting.unseal(house.anna, active).has_value());
    const GrantId approved =
        tests::approved_grant(acting, house.anna, house.ticket, credentials[0]);
    const GrantId requested =
        acting.request_grant(house.anna, tests::new_grant(credentials[0]))->id;
    const AttachmentId file = AttachmentId::random(house.place.random);
    REQUIRE(acting.announce_attachment(guest, id, {file, "a.txt", "text/plain", 4}).has_value());

    const auto closing = acting.close(house.anna, id).value();
    const Instant closes_at = vault.now() + grace_ms;
    CHECK(closing.state == TicketState::closing);
    CHECK(closing.closes_at == closes_at);
    CHECK(closing.shredded.empty());
    CHECK(closing.certificate.empty());
    for (const Actor& reader : {guest, house.anna, house.admin}) {
        const TicketRow row = vault.list_tickets(reader, {})->rows.at(0);
        CHECK(row.state == TicketState::closing);
        CHECK(row.closes_at == closes_at);
        CHECK(vault.read_ticket(reader, id)->row.closes_at == closes_at);
        CHECK_FALSE(vault.read_ticket(reader, id)->closed_at);
    }
    CHECK(house.all(CredentialState::sealed));
    CHECK(vault.find_grant(house.anna, active)->state == GrantState::expired);
    CHECK(vault.find_grant(house.anna, approved)->state == GrantState::lapsed);
    CHECK(vault.find_grant(house.anna, requested)->state == GrantState::lapsed);
    CHECK(vault.find_attachment(guest, file)->state == AttachmentState::abandoned);

    for (const GrantId& grant : {active, approved, requested})
        CHECK(code_of(acting.unseal(house.anna, grant)) == ErrorCode::needs_grant);
    CHECK(house.count("credential.unsealed", R"("why":"closing")") == 3);
    CHECK(code_of(acting.approve(guest, requested)) == ErrorCode::conflict);
    for (const CredentialId& credential : credentials)
        CHECK(code_of(acting.request_grant(house.anna, tests::new_grant(credential))) ==
              ErrorCode::conflict);
    CHECK(house.count("grant.requested", R"("why":"closing")") == 2);
    for (const Actor& writer : {guest, house.anna}) {
        CHECK(code_of(acting.add_message(writer,
                  {id, MessageId::random(house.place.random), false, "one more thing", {}})) ==
              ErrorCode::conflict);
        std::vector<NewCredential> more;
        more.push_back(tests::new_credential(acting, {}));
        CHECK(code_of(acting.add_credentials(writer, id, std::move(more))) == ErrorCode::conflict);
        CHECK(code_of(vault.live_values(writer, id)) == ErrorCode::conflict);
        CHECK(code_of(acting.announce_attachment(writer, id,
                  {AttachmentId::random(house.place.random), "b.txt", "text/plain", 4})) ==
              ErrorCode::conflict);
    }
    CHECK(code_of(acting.begin_upload(guest, file)) == ErrorCode::conflict);
    CHECK(code_of(acting.close(guest, id)) == ErrorCode::conflict);
    CHECK(code_of(acting.ticket_certificate(guest, id)) == ErrorCode::conflict);
    CHECK(house.count("ticket.closing", R"("expires_at")") == 1);
    CHECK(house.replayed());
}

TEST_CASE(
    "Closing: reopened in its grace, a ticket is as before but for its grants", "[vault][closing]")
{
    House house;
    const GrantId before =
        tests::approved_grant(*house.place, house.anna, house.ticket, house.ticket.credentials[0]);
    REQUIRE(house.place->close(house.anna, house.ticket.id).has_value());
    house.place.clock.advance(grace_ms - 1);
    REQUIRE(house.place->run_due().has_value());
    REQUIRE(house.place->reopen(house.anna, house.ticket.id).has_value());
    CHECK(house.state() == TicketState::open);
    CHECK_FALSE(house.place->read_ticket(house.anna, house.ticket.id)->row.closes_at);
    CHECK(house.replayed());
    house.place.clock.advance(grace_ms);
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.all(CredentialState::sealed)); // nothing is left of the closing
    CHECK(code_of(house.place->unseal(house.anna, before)) == ErrorCode::needs_grant);
    const GrantId after =
        tests::approved_grant(*house.place, house.anna, house.ticket, house.ticket.credentials[0]);
    CHECK(house.place->unseal(house.anna, after).has_value());
    // What the customer allowed while it is open is allowed again.
    CHECK(house.place->request_grant(house.anna, tests::new_grant(house.ticket.credentials[1]))
              ->state == GrantState::approved);
    CHECK(code_of(house.place->reopen(house.anna, house.ticket.id)) == ErrorCode::conflict);
    CHECK(house.place->close(house.anna, house.ticket.id)->state == TicketState::closing);
    CHECK(house.count("ticket.reopened", R"("outcome":"ok")") == 1);
    CHECK(house.count("ticket.reopened", R"("why":"open")") == 1);
    CHECK(house.replayed());
}

TEST_CASE("Closing: after its grace a ticket ends by itself, with certificates, and stays closed",
    "[vault][closing]")
{
    House house;
    const bool down = GENERATE(false, true);
    REQUIRE(house.place->close(house.ticket.guest, house.ticket.id).has_value());
    if (down)
        house.place.close();
    house.place.clock.advance(grace_ms);
    if (down)
        house.place.reopen(); // over before anybody is served
    else
        REQUIRE(house.place->run_due().has_value());
    CHECK(house.state() == TicketState::closed);
    CHECK(house.all(CredentialState::shredded));
    const auto view = house.place->read_ticket(house.ticket.guest, house.ticket.id).value();
    CHECK(view.closed_at.has_value());
    CHECK_FALSE(view.row.closes_at);
    for (const CredentialView& credential : view.credentials)
        CHECK(credential.cause == Cause::closed);
    const auto certificate =
        house.place->ticket_certificate(house.ticket.guest, house.ticket.id).value();
    CHECK(verify_proof(certificate, house.place->key_status().verifier).verdict ==
          ProofVerdict::good);
    // Time closed it, nobody.
    const auto closed = tests::entries_of(*house.place, "ticket.closed");
    REQUIRE(closed.size() == 1);
    CHECK_FALSE(closed[0].json.contains(R"("actor")"));
    for (const Actor& by : {house.ticket.guest, house.anna})
        CHECK(code_of(house.place->reopen(by, house.ticket.id)) == ErrorCode::conflict);
    CHECK(house.count("ticket.reopened", R"("why":"closed")") == 2);
    CHECK(house.all(CredentialState::shredded));
    CHECK(house.replayed());
}

TEST_CASE("Closing: the customer can end the grace at once, before or in it, and nobody else",
    "[vault][closing]")
{
    House house;
    const bool in_it = GENERATE(false, true);
    if (in_it)
        REQUIRE(house.place->close(house.anna, house.ticket.id).has_value());
    CHECK(code_of(house.place->close(house.anna, house.ticket.id, Closing::at_once)) ==
          ErrorCode::forbidden);
    CHECK(code_of(house.place->close(house.admin, house.ticket.id, Closing::at_once)) ==
          ErrorCode::forbidden);
    const auto other = tests::submit_guest_ticket(*house.place, {{}});
    CHECK(code_of(house.place->close(other.guest, house.ticket.id, Closing::at_once)) ==
          ErrorCode::not_found);
    CHECK(house.all(CredentialState::sealed));
    const auto closed =
        house.place->close(house.ticket.guest, house.ticket.id, Closing::at_once).value();
    CHECK(closed.state == TicketState::closed);
    CHECK_FALSE(closed.closes_at);
    CHECK(closed.shredded.size() == 2);
    CHECK_FALSE(closed.certificate.empty());
    CHECK(house.all(CredentialState::shredded));
    CHECK(house.count("ticket.closed", R"("why":"not_customer")") == 1);
    CHECK(code_of(house.place->close(house.ticket.guest, house.ticket.id, Closing::at_once)) ==
          ErrorCode::conflict);
    // Where there is no grace, "at once" is what everybody gets.
    house.set_grace(0);
    CHECK(house.place->close(house.anna, other.id, Closing::at_once)->state == TicketState::closed);
    CHECK(house.replayed());
}

TEST_CASE("Closing: what the customer closed only the customer reopens", "[vault][closing]")
{
    House house;
    REQUIRE(house.place->close(house.ticket.guest, house.ticket.id).has_value());
    const auto other = tests::submit_guest_ticket(*house.place, {{}});
    CHECK(code_of(house.place->reopen(other.guest, house.ticket.id)) == ErrorCode::not_found);
    CHECK(code_of(house.place->reopen(house.admin, house.ticket.id)) == ErrorCode::forbidden);
    CHECK(code_of(house.place->reopen(house.anna, house.ticket.id)) == ErrorCode::forbidden);
    CHECK(house.state() == TicketState::closing);
    CHECK(house.place->reopen(house.ticket.guest, house.ticket.id).has_value());
    REQUIRE(house.place->close(house.anna, house.ticket.id).has_value());
    CHECK(house.place->reopen(house.ticket.guest, house.ticket.id).has_value());
    CHECK(house.count("ticket.reopened", R"("why":"not_customer")") == 1);
    CHECK(house.count("ticket.reopened", R"("why":"role")") == 1);
}

TEST_CASE(
    "Closing: a customer's ticket may wait less than the house's, never longer", "[vault][closing]")
{
    House house;
    const auto of_ticket = [&](std::int64_t ms) {
        return house.place->set_ticket_policy(
            house.ticket.guest, house.ticket.id, only(&PolicyChange::closing_grace_ms, ms));
    };
    CHECK(code_of(of_ticket(grace_ms + 1000)) == ErrorCode::invalid);
    CHECK(of_ticket(hour_ms)->closing_grace_ms == hour_ms);
    CHECK(
        house.place->close(house.anna, house.ticket.id)->closes_at == house.place->now() + hour_ms);
    // It was told; a later change of mind does not move it.
    REQUIRE(of_ticket(0).has_value());
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.state() == TicketState::closing);
    REQUIRE(house.place->reopen(house.anna, house.ticket.id).has_value());
    CHECK(house.place->close(house.anna, house.ticket.id)->state == TicketState::closed);
    for (const std::int64_t ms : std::array{std::int64_t{-1000}, 24 * hour_ms + 1000})
        CHECK(code_of(house.place->set_house_policy(
                  house.admin, only(&PolicyChange::closing_grace_ms, ms))) == ErrorCode::invalid);
}

TEST_CASE("Closing: a credential's own end does not wait for the grace, and a second one is none",
    "[vault][closing]")
{
    House house;
    const auto brief = tests::submit_guest_ticket(
        *house.place, {{.expires_in_ms = hour_ms}, {}, {.expires_in_ms = 90 * hour_ms}});
    REQUIRE(house.place->close(house.anna, brief.id).has_value());
    REQUIRE(house.place->shred(brief.guest, brief.credentials[2], Cause::revoked).has_value());
    house.place.clock.advance(hour_ms);
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.place->find_credential(house.anna, brief.credentials[0])->cause == Cause::expired);
    CHECK(house.place->read_ticket(house.anna, brief.id)->row.state == TicketState::closing);
    house.place.clock.advance(hour_ms);
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.place->read_ticket(house.anna, brief.id)->row.state == TicketState::closed);
    CHECK(house.place->find_credential(house.anna, brief.credentials[2])->cause == Cause::revoked);
    CHECK(house.place->ticket_certificate(brief.guest, brief.id).has_value());
    CHECK(house.count("credential.destroyed", R"("outcome":"ok")") == 3);
    CHECK(house.replayed());
}

TEST_CASE("Closing: a clock set forward ends no grace and opens no door, and heals when it is "
          "set right",
    "[vault][closing][time]")
{
    House house;
    REQUIRE(house.place->close(house.anna, house.ticket.id).has_value());
    const std::int64_t turned = GENERATE(values<std::int64_t>({grace_ms, 300 * 24 * hour_ms}));
    house.place.clock.turn(turned);
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.state() == TicketState::closing);
    CHECK(house.all(CredentialState::sealed));
    CHECK(code_of(house.place->reopen(house.anna, house.ticket.id)) == ErrorCode::conflict);
    CHECK(house.count("ticket.reopened", R"("why":"time")") == 1);
    house.place.clock.turn(-turned);
    REQUIRE(house.place->reopen(house.anna, house.ticket.id).has_value());
    REQUIRE(house.place->close(house.anna, house.ticket.id).has_value());
    // Set back, it delays the end no longer than it is wrong.
    house.place.clock.turn(-365 * 24 * hour_ms);
    house.place.reopen();
    CHECK(house.state() == TicketState::closing);
    house.place.clock.turn(365 * 24 * hour_ms);
    house.place.clock.advance(grace_ms);
    REQUIRE(house.place->run_due().has_value());
    CHECK(house.state() == TicketState::closed);
    CHECK(house.all(CredentialState::shredded));
}

TEST_CASE("Closing: graces that end together all end, and a damaged ticket keeps no other alive",
    "[vault][closing][damage]")
{
    House house;
    std::vector<tests::GuestTicket> tickets;
    for (int n = 0; n < 45; ++n) {
        tickets.push_back(
            tests::submit_guest_ticket(*house.place, {{.expires_in_ms = 90 * hour_ms}}));
        REQUIRE(house.place->close(house.anna, tickets.back().id).has_value());
    }
    const auto closed = [&] {
        const auto rows =
            house.place->list_tickets(house.admin, {.limit = 200, .cursor = {}})->rows;
        return std::ranges::count(rows, TicketState::closed, &TicketRow::state);
    };
    const bool damaged = GENERATE(false, true);
    if (damaged) {
        house.place.close();
        // The first of all, so that it stands in every batch.
        tests::tamper(house.place, "UPDATE credential SET consent = 'never' WHERE position = 3");
        house.place.reopen();
    }
    house.place.clock.advance(grace_ms);
    for (int look = 0; look < 4; ++look)
        CHECK(house.place->run_due().has_value() == !damaged);
    CHECK(house.place->readiness().ready == !damaged);
    CHECK(closed() == (damaged ? 44 : 45));
}

TEST_CASE("Closing: a damaged credential that is due keeps no grace from ending",
    "[vault][closing][damage]")
{
    House house;
    const auto due = tests::submit_guest_ticket(*house.place, {{.expires_in_ms = hour_ms}});
    const auto closing =
        tests::submit_guest_ticket(*house.place, {{.expires_in_ms = 90 * hour_ms}});
    REQUIRE(house.place->close(house.anna, closing.id).has_value());
    house.place.close();
    tests::tamper(house.place, "UPDATE credential SET source = 'nobody knows' WHERE position = "
                               "(SELECT position FROM credential ORDER BY expires_at LIMIT 1)");
    house.place.reopen();
    house.place.clock.advance(grace_ms);
    CHECK(house.place->run_due().error().code() == ErrorCode::corrupt);
    CHECK(house.place->read_ticket(house.anna, closing.id)->row.state == TicketState::closed);
}

TEST_CASE("Closing: dead at the n-th operation, a ticket comes back in a state that was asked for",
    "[vault][closing][crash]")
{
    House house;
    house.place.close();
    const std::array states{TicketState::open, TicketState::closing, TicketState::open,
        TicketState::closing, TicketState::closed};
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 3);
    std::size_t done = 0; // steps that were answered
    std::set<std::size_t> met;
    for (std::uint64_t n = 1; done + 1 < states.size(); n += step) {
        CAPTURE(n);
        const tests::TemporaryFolder copy;
        fs::copy(house.place.folder.path(), copy.path(), fs::copy_options::recursive);
        const Folders folders{copy.path() / "data", copy.path() / "keys"};
        tests::ManualClock clock;
        tests::FailingFiles files;
        tests::FixedRandom random{1000 + n};
        const World world{clock, random, files};
        files.die_at_change(n);
        done = 0;
        if (const auto opened = Vault::open(folders, house.place.custody(), world)) {
            Vault& vault = **opened;
            const TicketId& id = house.ticket.id;
            const std::array<std::function<bool()>, 4> steps{
                [&] { return vault.close(house.anna, id).has_value(); },
                [&] { return vault.reopen(house.anna, id).has_value(); },
                [&] { return vault.close(house.ticket.guest, id).has_value(); },
                [&] {
                    clock.advance(grace_ms);
                    return vault.run_due().has_value();
                }};
            while (done < steps.size() && steps[done]())
                ++done;
        }
        files.reset();
        const auto vault = Vault::open(folders, house.place.custody(), world).value();
        const auto ticket = vault->read_ticket(house.anna, house.ticket.id).value();
        CHECK((ticket.row.state == states[done] ||
               (done + 1 < states.size() && ticket.row.state == states[done + 1])));
        for (const CredentialView& credential : ticket.credentials)
            CHECK((credential.state == CredentialState::shredded) ==
                  (ticket.row.state == TicketState::closed));
        CHECK(vault->verify_audit({})->ok);
        met.insert(done);
    }
    CHECK(met.size() == states.size());
}
