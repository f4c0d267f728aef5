#include "store/statement.h"
#include "store/storage_fault.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"

using namespace vault;
using tests::TestVault;

namespace {

constexpr std::int64_t hour_ms = 3600LL * 1000;

// How many credentials of a closed vault are still in the list of what time ends.
std::uint64_t listed(TestVault& place)
{
    tests::ClosedDatabase closed{place};
    Statement read{closed.database, "SELECT count(*) FROM credential WHERE listed = 1"};
    REQUIRE(read.step());
    return read.count(0);
}

} // namespace

TEST_CASE("Expiry: what ended before its time leaves the list when that comes, and ends no more",
    "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place,
        {{.expires_in_ms = hour_ms}, {.expires_in_ms = hour_ms}, {.expires_in_ms = 2 * hour_ms}});
    REQUIRE(place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).has_value());
    place.close();
    CHECK(listed(place) == 3);
    place.reopen();
    const std::uint64_t before = place->checkpoint()->size;
    place.clock.advance(hour_ms);
    REQUIRE(place->run_due().has_value());
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->cause == Cause::revoked);
    CHECK(place->find_credential(ticket.guest, ticket.credentials[1])->cause == Cause::expired);
    CHECK(place->checkpoint()->size == before + 1);
    place.close();
    CHECK(listed(place) == 1);
}

TEST_CASE("Expiry: however many ended before their time, those behind them end in the same look",
    "[vault][shred]")
{
    TestVault place;
    for (int n = 0; n < 21; ++n) {
        const auto early = tests::submit_guest_ticket(
            *place, std::vector<tests::CredentialWish>(50, {.expires_in_ms = hour_ms}));
        REQUIRE(place->close(early.guest, early.id).has_value());
    }
    const auto late = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms + 1}});
    place.clock.advance(hour_ms + 1);
    REQUIRE(place->run_due().has_value());
    CHECK(place->find_credential(late.guest, late.credentials[0])->cause == Cause::expired);
    place.close();
    CHECK(listed(place) == 0);
}

TEST_CASE("Expiry: a damaged row keeps none that ended before its time on the list",
    "[vault][shred][damage]")
{
    TestVault place;
    const auto damaged = tests::submit_guest_ticket(*place, {{.expires_in_ms = hour_ms}});
    const auto early = tests::submit_guest_ticket(
        *place, {{.expires_in_ms = hour_ms}, {.expires_in_ms = hour_ms}});
    for (const CredentialId& id : early.credentials)
        REQUIRE(place->shred(early.guest, id, Cause::revoked).has_value());
    place.close();
    tests::tamper(place, "UPDATE credential SET source = 'nobody knows' WHERE state = 'sealed'");
    place.reopen();
    place.clock.advance(hour_ms);
    CHECK(place->run_due().error().code() == ErrorCode::corrupt);
    place.close();
    CHECK(listed(place) == 1);
}

TEST_CASE("Expiry: a sealed credential cannot leave the list", "[vault][shred]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    CHECK_THROWS_AS(tests::tamper(place, "UPDATE credential SET listed = 0"), StorageFault);
    CHECK(listed(place) == 1);
}
