#include "vault/log_copy.h"

#include "engine/folder_pair.h"
#include "support/busy_vault.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"
#include "vault/audit_bundle.h"

#include <fstream>
#include <set>

using namespace vault;
using tests::tamper;
using tests::TestVault;

namespace {

LogCopy opened(TestVault& place)
{
    auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE(copy.has_value());
    return std::move(*copy);
}

} // namespace

TEST_CASE("LogCopy: it shows the entries of the vault and refuses while a service runs", "[vault]")
{
    TestVault place;
    tests::live_a_little(place, place.add_user(Role::agent, "dana"));
    const auto busy = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE_FALSE(busy.has_value());
    CHECK(busy.error().code() == ErrorCode::in_use);
    place.close();
    const LogCopy copy = opened(place);
    const auto size = copy.checkpoint()->size;
    AuditFilter filter;
    filter.limit = 200;
    const auto entries = copy.entries(filter);
    REQUIRE(entries.has_value());
    CHECK(entries->size() == std::min<std::uint64_t>(size, 200));
    CHECK(copy.verify({})->ok);
    CHECK(copy.proof(size - 1)->starts_with("c2sp.org/tlog-proof@v1\nindex "));
    CHECK(copy.proof(size).error().code() == ErrorCode::not_found);
    const auto proof = copy.consistency(3, size);
    REQUIRE(proof.has_value());
    CHECK(heads_agree({3, proof->first_root, {}}, *copy.checkpoint(), proof->path));
    CHECK(copy.consistency(4, 3).error().code() == ErrorCode::invalid);
    filter.limit = 201;
    CHECK(copy.entries(filter).error().code() == ErrorCode::invalid);
}

TEST_CASE("LogCopy: a stored hash inside the tree that was edited or is gone is found", "[vault]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "dana");
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    for (int i = 0; i < 600; ++i)
        REQUIRE(place->receipt(ticket.guest, ticket.id).has_value());
    place.close();
    CHECK(opened(place).verify({})->ok);
    const auto database = database_file(place.folders());
    const auto kept = place.folder.path() / "kept.db";
    const auto restore = [&](const std::filesystem::path& from, const std::filesystem::path& to) {
        std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
    };
    restore(database, kept);
    struct Edit {
        Sql sql;
        std::uint64_t first_bad;
    };
    for (const Edit& edit :
        {Edit{"UPDATE audit_subtree SET hash = randomblob(32) WHERE place % 256 = 1", 256},
            Edit{"UPDATE audit_subtree SET hash = randomblob(32) WHERE place % 256 = 0", 0},
            Edit{"DELETE FROM audit_subtree WHERE place % 256 = 0", 0}}) {
        INFO(edit.sql.text);
        std::filesystem::remove(database.string() + "-wal");
        restore(kept, database);
        tamper(place, edit.sql);
        const auto verdict = opened(place).verify({});
        REQUIRE(verdict.has_value());
        CHECK_FALSE(verdict->ok);
        CHECK(verdict->fault == AuditFault::inconsistent);
        CHECK(verdict->first_bad_seq == edit.first_bad);
    }
}

TEST_CASE(
    "LogCopy: an entry that was hidden from who filters for it is found, though its leaf is whole",
    "[vault]")
{
    TestVault place;
    tests::live_a_little(place, place.add_user(Role::agent, "dana"));
    place.close();
    const auto database = database_file(place.folders());
    const auto kept = place.folder.path() / "kept.db";
    const auto restore = [&](const std::filesystem::path& from, const std::filesystem::path& to) {
        std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
    };
    restore(database, kept);
    AuditFilter filter;
    filter.event = "credential.unsealed";
    const auto unsealed = *opened(place).entries(filter);
    REQUIRE(unsealed.size() >= 2);
    for (const Sql& sql :
        {Sql{"UPDATE audit_entry SET ticket = NULL WHERE event = 'credential.unsealed'"},
            Sql{"UPDATE audit_entry SET credential = NULL WHERE event = 'credential.unsealed'"},
            Sql{"UPDATE audit_entry SET actor = NULL WHERE event = 'credential.unsealed'"},
            Sql{"UPDATE audit_entry SET time = time - 1 WHERE event = 'credential.unsealed'"},
            Sql{"UPDATE audit_entry SET event = 'audit.read' WHERE event = "
                "'credential.unsealed'"}}) {
        INFO(sql.text);
        std::filesystem::remove(database.string() + "-wal");
        restore(kept, database);
        tamper(place, sql);
        const auto verdict = opened(place).verify({});
        REQUIRE(verdict.has_value());
        CHECK_FALSE(verdict->ok);
        CHECK(verdict->fault == AuditFault::inconsistent);
        CHECK(verdict->first_bad_seq == unsealed.front().seq);
    }
}

// Pages that an entry stands on fail where it is read; for the others the log has no need.
TEST_CASE("LogCopy: a damaged page is found wherever it lies, as often as one looks", "[vault]")
{
    TestVault place;
    tests::live_a_little(place, place.add_user(Role::agent, "dana"));
    place.close();
    const auto database = database_file(place.folders());
    const std::string good = tests::contents(database);
    constexpr std::uint64_t page = 4096;
    REQUIRE(good.size() % page == 0);
    CHECK(opened(place).verify({})->ok);
    std::set<std::string> problems;
    for (std::uint64_t at = 0; at < good.size(); at += page) {
        INFO(at / page);
        tests::flip(database, at + page / 2);
        const LogCopy copy = opened(place);
        for (int look = 0; look < 2; ++look) {
            const auto verdict = copy.verify({});
            REQUIRE(verdict.has_value());
            CHECK(verdict->fault == AuditFault::damaged);
            problems.insert(std::string{verdict->problem});
        }
        tests::flip(database, at + page / 2);
    }
    CHECK(problems.size() == 3); // the first page, those of entries, the others
    CHECK(opened(place).verify({})->ok);
    // A page behind the last one that SQLite knows of is in the file all the same.
    std::ofstream{database, std::ios::binary | std::ios::app} << std::string(page, 'x');
    const LogCopy longer = opened(place);
    CHECK(longer.verify({})->fault == AuditFault::damaged);
    CHECK(longer.verify({})->fault == AuditFault::damaged);
    std::ofstream{database, std::ios::binary | std::ios::app} << "less than a page";
    CHECK(opened(place).verify({})->fault == AuditFault::damaged);
}

TEST_CASE("Overdue: what time should have ended while nobody looked is listed", "[vault]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{.expires_in_ms = 60'000}, {}});
    place.close();
    CHECK(opened(place).overdue()->empty());
    place.clock.advance(120'000);
    const auto overdue = opened(place).overdue();
    REQUIRE(overdue->size() == 1);
    CHECK(overdue->front().id == ticket.credentials[0].to_string());
    CHECK(overdue->front().what == "credential");
}
