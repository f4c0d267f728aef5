#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"
#include "support/wished.h"

#include "engine/folder_pair.h"
#include "engine/fresh_folder.h"
#include "store/statement.h"
#include "store/storage_fault.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

using namespace vault;
using tests::contents;
using tests::flip;
using tests::tamper;
using tests::TestVault;

namespace {

namespace fs = std::filesystem;

std::map<fs::path, std::string> everything(const fs::path& folder)
{
    std::map<fs::path, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            all[entry.path()] = contents(entry.path());
    return all;
}

Expected<AuditVerdict> offline(TestVault& place)
{
    return verify_audit_offline(place.folders(), place.custody(), place.world(), {});
}

} // namespace

TEST_CASE(
    "Open: a second holder, a foreign pair, missing parts and a wrong key each have their answer",
    "[vault][open]")
{
    TestVault place;
    CHECK(place.try_open().error().code() == ErrorCode::in_use);
    place.close();
    TestVault other{2};
    other.close();
    const Folders crossed{place.folders().data, other.folders().keys};
    CHECK(
        Vault::open(crossed, place.custody(), place.world()).error().code() == ErrorCode::foreign);
    const Custody wrong{Custody::Kind::key_file, Secret::copy_of(std::string(32, 'x'))};
    CHECK(
        Vault::open(place.folders(), wrong, place.world()).error().code() == ErrorCode::wrong_key);
    CHECK(Vault::open({place.folder.path() / "nowhere", place.folders().keys}, place.custody(),
              place.world())
              .error()
              .code() == ErrorCode::missing);
    CHECK(Vault::open(
              {place.folders().data, place.folders().data / "keys"}, place.custody(), place.world())
              .error()
              .code() == ErrorCode::invalid);
    CHECK(create_vault(place.folders(), place.custody(), "vault.example.com/tickets", place.world())
              .error()
              .code() == ErrorCode::conflict);
    fs::copy_file(database_file(other.folders()), database_file(place.folders()),
        fs::copy_options::overwrite_existing);
    CHECK(place.try_open().error().code() ==
          ErrorCode::corrupt); // another vault's database under our name
    fs::remove(database_file(place.folders()));
    CHECK(place.try_open().error().code() == ErrorCode::missing);
}

TEST_CASE("Open: an older copy of the database is not served", "[vault][open]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const std::string older = contents(database_file(place.folders()));
    place.reopen();
    REQUIRE(place->close(ticket.guest, ticket.id).has_value());
    place.close();
    std::ofstream{database_file(place.folders()), std::ios::binary} << older;
    CHECK(place.try_open().error().code() == ErrorCode::inconsistent_log);
}

TEST_CASE(
    "Open: a log whose edge contradicts its checkpoint is told apart from damage", "[vault][open]")
{
    static constexpr Sql changes[] = {
        "UPDATE audit_checkpoint SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM "
        "audit_checkpoint)",
        "UPDATE audit_edge SET size = size + 1",
    };
    for (const Sql& change : changes) {
        TestVault place;
        place.close();
        tamper(place, change);
        CHECK(place.try_open().error().code() == ErrorCode::inconsistent_log);
    }
}

TEST_CASE("Open: a folder that cannot be written is said to be read-only, a full disk to be full",
    "[vault][open]")
{
    TestVault place;
    place.close();
    for (const auto& [error, code] :
        {std::pair{EROFS, ErrorCode::read_only}, std::pair{ENOSPC, ErrorCode::disk_full}}) {
        place.files.set_hook([refusal = error](std::uint64_t, const FileAccess& access) {
            return access.op == FileOp::write ? refusal : 0;
        });
        CHECK(place.try_open().error().code() == code);
        place.files.reset();
    }
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Create: interrupted anywhere, a repeated creation refuses clearly or completes",
    "[vault][open]")
{
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 11);
    bool whole = false;
    for (std::uint64_t n = 1; !whole; n += step) {
        CAPTURE(n);
        const tests::TemporaryFolder folder;
        const Folders folders{folder.path() / "data", folder.path() / "keys"};
        tests::FailingFiles files;
        tests::FixedRandom random{n};
        tests::ManualClock clock;
        const World world{clock, random, files};
        const auto custody = [] {
            return Custody{Custody::Kind::key_file, Secret::copy_of(std::string(32, 'k'))};
        };
        files.fail_at(n, EIO, true);
        whole = create_vault(folders, custody(), "vault.example.com/tickets", world).has_value();
        files.reset();
        if (!whole) {
            // Only its very last step, making store.id durable, may fail after the vault is whole.
            const bool complete = fs::exists(store_file(folders));
            CHECK(Vault::open(folders, custody(), world).has_value() == complete);
            const auto again = create_vault(folders, custody(), "vault.example.com/tickets", world);
            CHECK((again.has_value() || again.error().code() == ErrorCode::conflict));
            if (!again && !complete) {
                fs::remove_all(folders.keys);
                REQUIRE(create_vault(folders, custody(), "vault.example.com/tickets", world)
                        .has_value());
            }
        }
        CHECK(Vault::open(folders, custody(), world).has_value());
    }
}

TEST_CASE("Create: what fails without the process dying takes back all it made, and only that",
    "[vault][open]")
{
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 7);
    const bool there = GENERATE(false, true);
    bool whole = false;
    for (std::uint64_t n = 1; !whole; n += step) {
        CAPTURE(n, there);
        const tests::TemporaryFolder folder;
        const Folders folders{folder.path() / "data", folder.path() / "keys"};
        if (there) {
            fs::create_directory(folders.keys);
            std::ofstream{folders.keys / "README"} << "mine";
        }
        tests::FailingFiles files;
        tests::FixedRandom random{n};
        tests::ManualClock clock;
        const World world{clock, random, files};
        const Custody custody{Custody::Kind::key_file, Secret::copy_of(std::string(32, 'k'))};
        files.fail_at(n, ENOSPC);
        whole = create_vault(folders, custody, "vault.example.com/tickets", world).has_value();
        files.reset();
        if (!whole) {
            CHECK_FALSE(fs::exists(folders.data));
            CHECK(fs::exists(folders.keys) == there);
            REQUIRE(create_vault(folders, custody, "vault.example.com/tickets", world).has_value());
        }
        CHECK(Vault::open(folders, custody, world).has_value());
        CHECK(fs::exists(folders.keys / "README") == there);
    }
}

TEST_CASE("Create: of two in one folder at once, the one that fails removes nothing of the other's",
    "[vault][open]")
{
    const tests::TemporaryFolder place;
    const fs::path folder = place.path() / "data";
    SystemFiles files;
    {
        FreshFolder first{files, folder};
        REQUIRE(first.claim().has_value());
        {
            FreshFolder second{files, folder};
            CHECK(second.claim().error().code() == ErrorCode::in_use);
            std::ofstream{folder / "vault.db"} << "of the first";
        }
        CHECK(fs::exists(folder / "vault.db"));
        first.keep();
    }
    CHECK(contents(folder / "vault.db") == "of the first");
    FreshFolder third{files, folder};
    REQUIRE(third.claim().has_value());
    CHECK(third.held_something());
}

namespace {

constexpr std::string_view written = "The checkout is blank since the update.";

// Whether anybody was told, by one of `refusals` where the vault does not open. Who is not must read what was written.
bool damage_is_told(
    TestVault& place, const tests::GuestTicket& ticket, const std::set<ErrorCode>& refusals)
{
    const auto verdict = offline(place);
    if (verdict && !verdict->ok) {
        CHECK_FALSE(verdict->problem.empty());
        return true;
    }
    // What is damaged holds nothing of the log: then whoever needs it is told, or nobody needs it.
    const auto vault = place.try_open();
    if (!vault) {
        CHECK(refusals.contains(vault.error().code()));
        return true;
    }
    const auto read = (*vault)->read_ticket(ticket.guest, ticket.id);
    if (read)
        CHECK(read->description == written);
    else
        CHECK(read.error().code() == ErrorCode::corrupt);
    return !read;
}

} // namespace

TEST_CASE("Verify: one flipped byte anywhere in the database is found, and no wrong text is shown",
    "[vault][damage]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    place.close();
    const fs::path file = database_file(place.folders());
    const std::string good = contents(file);
    constexpr std::uint64_t page = 4096;
    REQUIRE(good.size() % page == 0);
    std::uint64_t found = 0;
    std::uint64_t flips = 0;
    for (std::uint64_t at = 0; at < good.size(); at += page)
        for (const std::uint64_t offset : {std::uint64_t{3}, std::uint64_t{700}, page - 70,
                 page - 5}) { // salt or head, middle, IV, MAC
            std::ofstream{file, std::ios::binary} << good;
            flip(file, at + offset);
            CAPTURE(at, offset);
            ++flips;
            found += damage_is_told(place, ticket, {ErrorCode::corrupt}) ? 1U : 0U;
        }
    CHECK(found * 4 > flips);
}

TEST_CASE("Verify: one flipped bit in any file of a vault is told, or is made good",
    "[vault][damage][crash]")
{
    const std::uint64_t flips = tests::wished("TV_FLIPS", 48);
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    place.close();
    const auto good = everything(place.folder.path());
    std::vector<fs::path> files;
    for (const auto& [file, bytes] : good)
        if (bytes.find_first_not_of('\0') != std::string::npos) // the reserve holds nothing
            files.push_back(file);
    REQUIRE(files.size() >= 4);
    std::mt19937_64 dice{tests::wished("TV_FLIP_SEED", 1)};
    for (std::uint64_t n = 0; n < flips; ++n) {
        const fs::path& file = files.at(n % files.size());
        const std::string& bytes = good.at(file);
        // Slots and marks are mostly zeros that nobody reads: of these only what is written.
        std::uint64_t offset = dice() % bytes.size();
        while (bytes[offset] == '\0')
            offset = dice() % bytes.size();
        const auto bit = static_cast<unsigned>(dice() % 8);
        CAPTURE(n, file, offset, bit);
        flip(file, offset, bit);
        // The root lies eight times in its slot, and before the last mark there is another.
        const std::string name = file.filename().string();
        CHECK(damage_is_told(
                  place, ticket, {ErrorCode::corrupt, ErrorCode::wrong_key, ErrorCode::foreign}) ==
              (name != "root.slots" && name != "mark"));
        // What an opening writes beside the damage goes, too.
        for (const auto& [path, content] : everything(place.folder.path()))
            if (!good.contains(path))
                fs::remove(path);
        for (const auto& [path, content] : good)
            if (contents(path) != content)
                std::ofstream{path, std::ios::binary} << content;
    }
    place.reopen();
    CHECK(place->verify_audit({})->ok);
    CHECK(place->read_ticket(ticket.guest, ticket.id)->description == written);
}

TEST_CASE(
    "Verify: an altered, a removed, an added and a cut entry are each found", "[vault][damage]")
{
    struct Case {
        Sql sql;
        std::optional<std::uint64_t> seq; // where the verdict must name it
    };
    const Case cases[] = {
        {"UPDATE audit_entry SET json = replace(json, 'ticket.submitted', 'ticket.submitteD') "
         "WHERE seq = 2",
            2},
        {"UPDATE audit_entry SET leaf_hash = zeroblob(32) WHERE seq = 3", 3},
        {"DELETE FROM audit_entry WHERE seq = 2", 2},
        {"DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)", std::nullopt},
        {"DELETE FROM audit_checkpoint WHERE size = (SELECT max(size) FROM audit_checkpoint)",
            std::nullopt},
        {"INSERT INTO audit_entry SELECT seq + 1, time, event, ticket, credential, actor, json, "
         "leaf_hash FROM audit_entry ORDER BY seq DESC LIMIT 1",
            std::nullopt},
        {"UPDATE audit_checkpoint SET root = zeroblob(32) WHERE size = 1", std::nullopt},
    };
    for (const auto& [sql, seq] : cases) {
        CAPTURE(sql.text);
        TestVault place;
        (void)tests::submit_guest_ticket(*place, {{}});
        place.close();
        REQUIRE(offline(place)->ok);
        tamper(place, sql);
        const auto verdict = offline(place);
        REQUIRE(verdict.has_value());
        CHECK_FALSE(verdict->ok);
        CHECK_FALSE(verdict->problem.empty());
        if (seq)
            CHECK(verdict->first_bad_seq == *seq);
    }
}

TEST_CASE(
    "Verify: a served vault notices what somebody with the database key changed", "[vault][damage]")
{
    TestVault place;
    (void)tests::submit_guest_ticket(*place, {{}});
    CHECK(place->verify_audit({})->ok);
    tamper(
        place, "UPDATE audit_entry SET json = replace(json, '\"v\":1', '\"v\":2') WHERE seq = 2");
    const auto verdict = place->verify_audit({});
    REQUIRE(verdict.has_value());
    CHECK(verdict->first_bad_seq == std::uint64_t{2});
}

TEST_CASE(
    "Verify: offline it changes nothing, at rest and on a copy taken while the vault was open",
    "[vault][damage]")
{
    TestVault place;
    (void)tests::submit_guest_ticket(*place, {{}});
    CHECK(offline(place).error().code() == ErrorCode::in_use);
    const tests::TemporaryFolder copy;
    fs::copy(place.folder.path(), copy.path(), fs::copy_options::recursive);
    const Folders copied{copy.path() / "data", copy.path() / "keys"};
    REQUIRE(fs::file_size(copied.data / "vault.db-wal") > 0); // the newest entries are only here
    const std::uint64_t entries = place->checkpoint()->size;
    for (const bool with_index : {true, false}) {
        if (!with_index)
            fs::remove(copied.data / "vault.db-shm");
        const auto before = everything(copy.path());
        const auto verdict = verify_audit_offline(copied, place.custody(), place.world(), {});
        REQUIRE(verdict.has_value());
        CHECK(verdict->ok);
        CHECK(verdict->entries == entries);
        CHECK(everything(copy.path()) == before);
    }
    place.close();
    const auto before = everything(place.folder.path());
    CHECK(offline(place)->ok);
    CHECK(everything(place.folder.path()) == before);
}

TEST_CASE("Credential: its terms cannot be edited, and an edited one takes no other's place",
    "[vault][damage]")
{
    const Sql edits[] = {"UPDATE credential SET expires_at = expires_at + 1000",
        "UPDATE credential SET unseals_max = 7", "UPDATE credential SET commitment = zeroblob(32)",
        "UPDATE credential SET value_ct = label_ct"};
    for (const Sql& sql : edits) {
        CAPTURE(sql.text);
        TestVault place;
        const Actor agent = place.add_user(Role::agent, "anna@example.com");
        const auto ticket = tests::submit_guest_ticket(*place, {{}});
        const GrantId grant = tests::approved_grant(*place, agent, ticket, ticket.credentials[0]);
        place.close();
        tamper(place, sql);
        place.reopen();
        CHECK(place->unseal(agent, grant).error().code() == ErrorCode::corrupt);
    }
}

TEST_CASE("Expiry: one damaged row does not keep the others alive", "[vault][damage]")
{
    TestVault place;
    const Actor agent = place.add_user(Role::agent, "anna@example.com");
    const auto damaged = tests::submit_guest_ticket(*place, {{}});
    const auto sound = tests::submit_guest_ticket(*place, {{}, {}});
    place.close();
    tamper(place, "UPDATE credential SET source = 'nobody knows' WHERE position = "
                  "(SELECT min(position) FROM credential)");
    place.reopen();
    place.clock.advance(2LL * 3600 * 1000);
    CHECK(place->run_due().error().code() == ErrorCode::corrupt);
    for (const CredentialId& id : sound.credentials)
        CHECK(place->find_credential(sound.guest, id)->state == CredentialState::shredded);
    CHECK(!place->readiness().ready);
}
