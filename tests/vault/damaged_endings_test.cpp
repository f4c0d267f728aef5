#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/temporary_folder.h"
#include "support/test_vault.h"

#include "engine/folder_pair.h"
#include "keys/keys_folder.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/statement.h"

#include <filesystem>

using namespace vault;
using tests::flip;
using tests::TestVault;

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::int64_t hour_ms = 3'600'000;

struct Outcome {
    std::size_t sealed = 0;
    std::size_t unreadable = 0;
};

Outcome outcome_of(const Vault& vault, const std::vector<tests::GuestTicket>& tickets)
{
    Outcome outcome;
    for (const tests::GuestTicket& ticket : tickets)
        for (const CredentialId& id : ticket.credentials) {
            const auto found = vault.find_credential(ticket.guest, id);
            outcome.unreadable += found ? 0U : 1U;
            outcome.sealed += found && found->state == CredentialState::sealed ? 1U : 0U;
        }
    return outcome;
}

// Eight tickets of twenty credentials that end within four hours, in pages that really lie in the file.
struct Place {
    Place()
    {
        for (int n = 0; n < 8; ++n)
            tickets.push_back(tests::submit_guest_ticket(*vault,
                std::vector<tests::CredentialWish>(20, {.expires_in_ms = (n % 4 + 1) * hour_ms})));
        late.push_back(tests::submit_guest_ticket(
            *vault, std::vector<tests::CredentialWish>(20, {.expires_in_ms = 20 * hour_ms})));
        vault.close();
        begun = vault.clock.now();
        fs::copy(vault.folder.path(), kept.path(), fs::copy_options::recursive);
    }
    // As it was, with one page damaged.
    void damage(std::uint64_t page)
    {
        fs::remove_all(vault.folder.path() / "data");
        fs::remove_all(vault.folder.path() / "keys");
        fs::copy(kept.path(), vault.folder.path(), fs::copy_options::recursive);
        vault.clock.turn(begun.ms - vault.clock.now().ms);
        flip(database_file(vault.folders()), page * page_bytes + 700);
    }
    // Counted from 1, as SQLite counts.
    [[nodiscard]] std::uint64_t first_page_of(std::string_view name)
    {
        tests::ClosedDatabase closed{vault};
        Statement read{closed.database, "SELECT rootpage FROM sqlite_master WHERE name = ?", name};
        REQUIRE(read.step());
        return read.count(0);
    }
    [[nodiscard]] std::uint64_t pages() const
    {
        return fs::file_size(database_file(vault.folders())) / page_bytes;
    }

    TestVault vault;
    std::vector<tests::GuestTicket> tickets;
    std::vector<tests::GuestTicket> late;
    Instant begun;
    tests::TemporaryFolder kept;
};

} // namespace

TEST_CASE(
    "Endings: a damaged page of credentials keeps none on other pages alive", "[vault][damage]")
{
    Place place;
    std::size_t met = 0;
    for (std::uint64_t page = 1; page < place.pages(); ++page) {
        place.damage(page);
        const auto vault = place.vault.try_open();
        if (!vault)
            continue;
        place.vault.clock.advance(6 * hour_ms);
        const auto ended = (*vault)->run_due();
        const Outcome outcome = outcome_of(**vault, place.tickets);
        // Pages of rows, of which a few credentials each are unreadable; other pages are anybody's.
        if (outcome.unreadable == 0 || outcome.unreadable > 30)
            continue;
        ++met;
        CAPTURE(page, outcome.unreadable);
        CHECK(outcome.sealed == 0);
        CHECK_FALSE((*vault)->readiness().ready);
        if (ended)
            continue; // it was not of those that end, but of the tickets they belong to
        CHECK(ended.error().code() == ErrorCode::corrupt);
        // Told once, however often it is looked at, and others go on.
        place.vault.clock.advance(2 * hour_ms);
        CHECK((*vault)->run_due().error().code() == ErrorCode::corrupt);
        CHECK(tests::entries_of(**vault, "vault.damage_found").size() == 1);
        place.vault.clock.advance(24 * hour_ms);
        CHECK_FALSE((*vault)->run_due());
        CHECK(outcome_of(**vault, place.late).sealed == 0);
    }
    CHECK(met > 3);
}

TEST_CASE("Endings: at a start, too, all others end before anybody is served", "[vault][damage]")
{
    Place place;
    std::size_t met = 0;
    for (std::uint64_t page = 1; page < place.pages() && met < 3; ++page) {
        place.damage(page);
        place.vault.clock.advance(6 * hour_ms);
        const auto vault = place.vault.try_open();
        if (!vault)
            continue;
        const Outcome outcome = outcome_of(**vault, place.tickets);
        if (outcome.unreadable == 0 || outcome.unreadable > 30)
            continue;
        ++met;
        CAPTURE(page);
        CHECK(outcome.sealed == 0);
        CHECK_FALSE((*vault)->readiness().ready);
    }
    CHECK(met == 3);
}

TEST_CASE("Endings: where the list of what time ends is damaged, the rows themselves are read",
    "[vault][damage]")
{
    Place place;
    place.damage(place.first_page_of("credential_by_expiry") - 1);
    const auto vault = place.vault.try_open();
    REQUIRE(vault.has_value());
    place.vault.clock.advance(6 * hour_ms);
    CHECK((*vault)->run_due().error().code() == ErrorCode::corrupt);
    CHECK(outcome_of(**vault, place.tickets).sealed == 0);
    CHECK(outcome_of(**vault, place.late).sealed == 20);
    CHECK_FALSE((*vault)->readiness().ready);
    // Once a minute.
    place.vault.clock.advance(14 * hour_ms);
    CHECK((*vault)->run_due().error().code() == ErrorCode::corrupt);
    CHECK(outcome_of(**vault, place.late).sealed == 0);
    CHECK(tests::entries_of(**vault, "vault.damage_found").size() == 1);
    CHECK((*vault)->certificate(place.late[0].guest, place.late[0].credentials[0]).has_value());
}

TEST_CASE("Endings: at a start where the list is damaged, all end before anybody is served",
    "[vault][damage]")
{
    Place place;
    place.damage(place.first_page_of("credential_by_expiry") - 1);
    place.vault.clock.advance(6 * hour_ms);
    const auto vault = place.vault.try_open();
    REQUIRE(vault.has_value());
    CHECK(outcome_of(**vault, place.tickets).sealed == 0);
}

TEST_CASE("Endings: beside a damaged list a page nobody can read keeps none on other pages alive",
    "[vault][damage]")
{
    Place place;
    const std::uint64_t list = place.first_page_of("credential_by_expiry") - 1;
    std::size_t met = 0;
    for (std::uint64_t page = place.pages() - 1; page > list && met < 2; --page) {
        place.damage(list);
        flip(database_file(place.vault.folders()), page * page_bytes + 700);
        const auto vault = place.vault.try_open();
        if (!vault)
            continue;
        place.vault.clock.advance(6 * hour_ms);
        CHECK_FALSE((*vault)->run_due());
        const Outcome outcome = outcome_of(**vault, place.tickets);
        if (outcome.unreadable == 0 || outcome.unreadable > 30)
            continue;
        ++met;
        CAPTURE(page, outcome.unreadable);
        CHECK(outcome.sealed == 0);
    }
    CHECK(met == 2);
}
