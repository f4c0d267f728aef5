#include "store/migrations.h"

#include "store/approver_group_table.h"
#include "store/credential_table.h"
#include "store/database.h"
#include "store/drill_table.h"
#include "store/meta_table.h"
#include "store/node_table.h"
#include "store/policy_table.h"
#include "store/state_table.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "support/catch.h"
#include "support/test_database.h"

namespace {

struct Place : tests::TestDatabase {
    Place() = default;
    // As the program of that schema left it.
    explicit Place(std::int64_t version)
    {
        database.run("CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)");
        for (const vault::Migration& old :
            vault::migrations().first(static_cast<std::size_t>(version)))
            database.run(old.sql);
        vault::Statement{database, "INSERT INTO schema_version (version) VALUES (?)", version}
            .run();
    }

    [[nodiscard]] std::int64_t version()
    {
        vault::Statement read{database, "SELECT max(version) FROM schema_version"};
        REQUIRE(read.step());
        return read.integer(0);
    }
};

} // namespace

TEST_CASE("Migrate: a database of the first version gets what is new and keeps its rows", "[vault]")
{
    Place place{1};
    vault::MetaTable meta{place.database};
    meta.set_high_water({42});
    vault::migrate(place.database);
    CHECK(place.version() == vault::migrations().back().version);
    CHECK(meta.high_water() == vault::Instant{42});
    CHECK(!vault::NodeTable{place.database}.tree());
    vault::migrate(place.database);
    CHECK(meta.high_water() == vault::Instant{42});
}

TEST_CASE("Migrate: a certificate that was stored leaves its level behind", "[vault]")
{
    Place place{5};
    place.database.run("PRAGMA foreign_keys = OFF");
    place.database.run(
        "INSERT INTO credential SELECT value, value, 't', 'entered', 'password', '', NULL, x'', "
        "NULL, x'', x'', value, 'ask', 0, 1, 0, 0, CASE value WHEN 3 THEN 'sealed' ELSE 'shredded' "
        "END, 'expired', 1, 2, CASE value WHEN 1 THEN 'a' || char(10) || 'level L1' || char(10) "
        "WHEN 2 THEN 'a' || char(10) || 'level L0' || char(10) END, NULL"
        " FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3)");
    vault::migrate(place.database);
    vault::Statement rows{place.database, "SELECT coalesce(level, '-') FROM credential ORDER BY 1"};
    std::string levels;
    while (rows.step())
        levels += rows.text(0) + ' ';
    CHECK(levels == "- L0 L1 ");
}

TEST_CASE(
    "Migrate: of a ticket's policy only what was stricter than the house's becomes its customer's",
    "[vault]")
{
    Place place{5};
    place.database.run("INSERT INTO grant_policy VALUES ('house', 3600000, 5, 20, 0, 1)");
    const auto ticket = *vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs");
    vault::Statement{
        place.database, "INSERT INTO grant_policy VALUES (?, 600000, 5, 20, 1, 1)", ticket}
        .run();
    vault::migrate(place.database);
    const vault::PolicyTable policies{place.database};
    CHECK(policies.house() == vault::GrantPolicy{3'600'000, 5, 20, false, true});
    vault::PolicyChange wish;
    wish.duration_ms_max = 600'000;
    wish.consent_needed = true;
    CHECK(policies.of_ticket(ticket) == wish);
}

TEST_CASE("Migrate: policies of the schema before groups are as they were, and can name some now",
    "[vault]")
{
    Place place{9};
    place.database.run(
        "INSERT INTO grant_policy VALUES ('house', 3600000, 5, 20, 0, 1, 2, NULL, 0)");
    vault::migrate(place.database);
    vault::PolicyTable policies{place.database};
    const vault::GrantPolicy house{3'600'000, 5, 20, false, true, 2};
    CHECK(policies.house() == house);
    CHECK(vault::ApproverGroupTable{place.database}.names().empty());
    vault::GrantPolicy more = house;
    more.approver_groups = {{"security", 2}, {"shop", 1}};
    policies.set_house(more);
    CHECK(policies.house() == more);
    policies.set_house(house);
    CHECK(policies.house() == house);
}

TEST_CASE("Migrate: what is sealed is on the list of what time ends, and what has ended is not",
    "[vault]")
{
    Place place{10};
    place.database.run("PRAGMA foreign_keys = OFF");
    place.database.run(
        "INSERT INTO credential SELECT 'crd_0000000000000000000000000' || position, position,"
        " 'tkt_00000000000000000000000000', 'entered', 'password', '', NULL, x'', x'', x'', x'',"
        " position, 'ask', 0, 10 * position, 0, 0, state, 'expired', 1, 2, NULL, 'L1', 0"
        " FROM (SELECT 1 AS position, 'shredded' AS state UNION SELECT 2, 'shredding'"
        " UNION SELECT 3, 'sealed' UNION SELECT 4, 'sealed')");
    vault::migrate(place.database);
    const vault::CredentialTable credentials{place.database};
    CHECK(credentials.earliest_expiry() == vault::Instant{30});
    const auto due = credentials.due({100}, 9);
    REQUIRE(due.size() == 2);
    CHECK(due[0].expires_at == vault::Instant{30});
    CHECK(due[1].expires_at == vault::Instant{40});
    const auto shredding = credentials.shredding(10);
    REQUIRE(shredding.size() == 1);
    CHECK(shredding[0].state == vault::CredentialState::shredding);
    CHECK(shredding[0].cause == vault::Cause::expired);
    CHECK(shredding[0].end_requested_at == vault::Instant{1});
}

TEST_CASE("Migrate: what is overdue, and whose keys live, is told of a copy that an earlier "
          "version wrote, too",
    "[vault]")
{
    Place place{10};
    vault::complete_schema(place.database);
    CHECK(vault::StateTable{place.database}.overdue({1}, 10).empty());
    CHECK(vault::DrillTable{place.database}.content().empty());
    CHECK(place.version() == 10);
}

TEST_CASE("Migrate: the numbers of the migrations rise by one", "[vault]")
{
    std::int64_t expected = 1;
    for (const vault::Migration& migration : vault::migrations())
        CHECK(migration.version == expected++);
    CHECK(expected == 15);
}

TEST_CASE("Migrate: a database of a newer program is refused unchanged", "[vault]")
{
    Place place;
    vault::migrate(place.database);
    place.database.run("INSERT INTO schema_version (version) VALUES (99)");
    try {
        vault::migrate(place.database);
        FAIL("it was taken");
    } catch (const vault::StorageFault& fault) {
        CHECK(fault.error().code() == vault::ErrorCode::foreign);
    }
    CHECK(place.version() == 99);
}
