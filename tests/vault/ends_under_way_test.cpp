#include "store/statement.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/temporary_folder.h"
#include "support/test_vault.h"
#include "vault/key_drill.h"
#include "vault/log_copy.h"

#include <cerrno>
#include <filesystem>
#include <fmt/core.h>

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;

// What the tables of a closed vault say of its credentials: state by the row, whether listed, whether the end is under way.
std::string rows_of(TestVault& place)
{
    tests::ClosedDatabase closed{place};
    Statement read{closed.database,
        "SELECT c.state, c.listed, e.cause FROM credential c"
        " LEFT JOIN credential_end e ON e.position = c.position ORDER BY c.position"};
    std::string rows;
    while (read.step())
        rows += fmt::format(
            "{} {} {}; ", read.text(0), read.integer(1), read.is_null(2) ? "-" : read.text(2));
    return rows;
}

// From now on a root can be replaced by no other: ends are decided and not done.
void hold_slots(TestVault& place)
{
    place.files.set_hook([](std::uint64_t, const FileAccess& access) {
        return access.op == FileOp::write && access.path.filename() == "root.slots" ? EIO : 0;
    });
}

} // namespace

TEST_CASE("Ends: one that is under way stands beside its row, which is written when it is done",
    "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = 2 * hour_ms}});
    hold_slots(place);
    SECTION("decided by somebody: listed until its time")
    {
        CHECK_FALSE(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
        place.close();
        CHECK(rows_of(place) == "sealed 1 revoked; sealed 1 -; ");
        place.files.reset();
        place.reopen();
        CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->cause == Cause::revoked);
        place.close();
        CHECK(rows_of(place) == "shredded 1 -; sealed 1 -; ");
    }
    SECTION("by its time: off the list at once")
    {
        place.clock.advance(hour_ms);
        CHECK_FALSE(place->run_due().has_value());
        place.close();
        CHECK(rows_of(place) == "shredding 0 expired; sealed 1 -; ");
        place.files.reset();
        place.reopen();
        CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->cause == Cause::expired);
        place.close();
        CHECK(rows_of(place) == "shredded 0 -; sealed 1 -; ");
    }
}

TEST_CASE("Ends: nobody takes for sealed what is ending", "[vault][shred]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto ticket = tests::submit_guest_ticket(*place,
        {{.expires_in_ms = hour_ms, .consent = Consent::while_open}, {.expires_in_ms = hour_ms}});
    hold_slots(place);
    CHECK_FALSE(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
    const auto found = place->find_credential(agent, ticket.credentials[0]);
    CHECK(found->state == CredentialState::shredding);
    CHECK(found->cause == Cause::revoked);
    CHECK(place->list_tickets(agent, {})->rows.at(0).sealed_live == 1);
    CHECK(place->list_tickets(ticket.guest, {})->rows.at(0).sealed_live == 1);
    CHECK(place->read_ticket(agent, ticket.id)->row.sealed_live == 1);

    const tests::TemporaryFolder copy;
    std::filesystem::copy(
        place.folder.path(), copy.path(), std::filesystem::copy_options::recursive);
    const Folders copied{copy.path() / "data", copy.path() / "keys"};
    {
        const auto log = LogCopy::open(copied, place.custody(), place.world());
        const auto overdue = log->overdue();
        REQUIRE(overdue->size() == 1);
        CHECK(overdue->at(0).what == "shredding");
        CHECK(overdue->at(0).id == ticket.credentials[0].to_string());
        CHECK(log->replay({})->ok);
    }
    const auto drill = drill_keys(copied, place.custody(), place.world());
    REQUIRE(drill.has_value());
    CHECK(drill->owed == 1);
    CHECK(drill->live == 1);
}

TEST_CASE(
    "Ends: what is ending when its time comes leaves the list and ends once", "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms}});
    hold_slots(place);
    CHECK_FALSE(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
    place.close();
    place.clock.advance(hour_ms);
    place.files.reset();
    place.reopen();
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->cause == Cause::revoked);
    CHECK(tests::entries_of(*place, "credential.destroyed").size() == 1);
    place.close();
    CHECK(rows_of(place) == "shredded 0 -; ");
}
