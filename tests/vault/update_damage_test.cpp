#include "store/migrations.h"
#include "store/statement.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/temporary_folder.h"
#include "support/test_vault.h"

#include <filesystem>

using namespace vault;
using tests::flip;
using tests::TestVault;

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::int64_t hour_ms = 3'600'000;

// A closed vault as the program of that schema would have left it.
void go_back_to_11(TestVault& place)
{
    tests::tamper(place,
        "DROP TABLE log_day;"
        "DROP VIEW credential_now;"
        "DROP TABLE credential_end;"
        "CREATE INDEX credential_in_shredding ON credential (position) WHERE state = 'shredding';"
        "DROP INDEX audit_entry_of_ticket;"
        "DROP INDEX audit_entry_of_actor;"
        "CREATE INDEX audit_entry_of_ticket ON audit_entry (ticket) WHERE ticket IS NOT NULL;"
        "CREATE INDEX audit_entry_of_actor ON audit_entry (actor) WHERE actor IS NOT NULL;"
        "DELETE FROM schema_version WHERE version > 11");
}
void go_back_to_10(TestVault& place)
{
    go_back_to_11(place);
    tests::tamper(place,
        "DROP INDEX credential_by_expiry;"
        "ALTER TABLE credential DROP COLUMN listed;"
        "CREATE INDEX credential_by_expiry ON credential (expires_at, position) WHERE state = "
        "'sealed';"
        "DELETE FROM schema_version WHERE version > 10");
}

std::uint64_t newest() { return static_cast<std::uint64_t>(migrations().back().version); }

// How many versions are noted, and how many of the log's indexes are those in blocks.
struct Schema {
    std::uint64_t versions = 0;
    std::uint64_t indexes_in_blocks = 0;
};
Schema schema_of(TestVault& place)
{
    tests::ClosedDatabase closed{place};
    Statement read{closed.database,
        "SELECT (SELECT count(*) FROM schema_version), (SELECT count(*) FROM sqlite_master"
        " WHERE name LIKE 'audit_entry_of_%' AND sql LIKE '%4096%')"};
    REQUIRE(read.step());
    return {read.count(0), read.count(1)};
}

// A vault with credentials that end within an hour and a log of some pages, as the program of an earlier schema left it.
struct Old {
    explicit Old(void (*go_back)(TestVault&))
    {
        for (int n = 0; n < 6; ++n)
            tickets.push_back(tests::submit_guest_ticket(
                *place, std::vector<tests::CredentialWish>(20, {.expires_in_ms = hour_ms})));
        for (int n = 0; n < 40; ++n)
            (void)tests::submit_guest_ticket(*place, {});
        place.close();
        go_back(place);
        begun = place.clock.now();
        fs::copy(place.folder.path(), kept.path(), fs::copy_options::recursive);
    }
    void restore()
    {
        fs::remove_all(place.folder.path() / "data");
        fs::remove_all(place.folder.path() / "keys");
        fs::copy(kept.path(), place.folder.path(), fs::copy_options::recursive);
        place.clock.turn(begun.ms - place.clock.now().ms);
    }
    [[nodiscard]] std::uint64_t pages() { return fs::file_size(file()) / page_bytes; }
    [[nodiscard]] fs::path file() { return database_file(place.folders()); }
    [[nodiscard]] std::size_t sealed(const Vault& vault) const
    {
        std::size_t count = 0;
        for (const tests::GuestTicket& ticket : tickets)
            for (const CredentialId& id : ticket.credentials) {
                const auto found = vault.find_credential(ticket.guest, id);
                count += found && found->state == CredentialState::sealed ? 1U : 0U;
            }
        return count;
    }

    TestVault place;
    std::vector<tests::GuestTicket> tickets;
    Instant begun;
    tests::TemporaryFolder kept;
};

} // namespace

TEST_CASE("Update: a damaged page of the log keeps neither it nor what is due from being done",
    "[vault][damage]")
{
    Old old{go_back_to_11};
    std::size_t put_off = 0;
    for (std::uint64_t page = 1; page < old.pages(); ++page) {
        CAPTURE(page);
        old.restore();
        flip(old.file(), page * page_bytes + 700);
        old.place.clock.advance(2 * hour_ms);
        auto vault = old.place.try_open();
        if (!vault)
            continue; // what every opening needs
        const bool ready = (*vault)->readiness().ready;
        const std::size_t sealed = old.sealed(**vault);
        vault->reset();
        if (schema_of(old.place).versions == newest())
            continue;
        ++put_off;
        CHECK(sealed == 0);
        CHECK_FALSE(ready);
        if (put_off > 1)
            continue;
        // Made good, it is brought up to date at the next start.
        flip(old.file(), page * page_bytes + 700);
        old.place.reopen();
        CHECK(old.place->readiness().ready);
        old.place.close();
        CHECK(schema_of(old.place).versions == newest());
        CHECK(schema_of(old.place).indexes_in_blocks == 2);
    }
    CHECK(put_off > 3);
}

TEST_CASE(
    "Update: to the list of expiries, a damaged page of credentials is refused and nothing changed",
    "[vault][damage]")
{
    Old old{go_back_to_10};
    std::size_t refused = 0;
    for (std::uint64_t page = old.pages() - 1; page > 0 && refused < 3; --page) {
        CAPTURE(page);
        old.restore();
        flip(old.file(), page * page_bytes + 700);
        const auto vault = old.place.try_open();
        if (vault || !vault.error().text().contains("the version before may still serve it"))
            continue;
        ++refused;
        flip(old.file(), page * page_bytes + 700);
        CHECK(schema_of(old.place).versions == 10);
        old.place.reopen();
        CHECK(old.sealed(*old.place) == 120);
        old.place.close();
        CHECK(schema_of(old.place).versions == newest());
    }
    CHECK(refused == 3);
}
