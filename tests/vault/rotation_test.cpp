#include "vault/key_drill.h"
#include "vault/key_rotation.h"
#include "vault/log_copy.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "support/wished.h"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace vault;
using tests::contents;

namespace {

namespace fs = std::filesystem;

const std::string value = "value-that-outlives-the-key";

Custody key_file(char byte)
{
    return {Custody::Kind::key_file, Secret::copy_of(std::string(32, byte))};
}

// A vault with a live credential that an agent may unseal, closed.
struct Template {
    tests::TestVault place;
    Actor agent;
    tests::GuestTicket ticket;
    GrantId grant;

    Template()
        : agent{place.add_user(Role::agent, "anna@example.com")},
          ticket{tests::submit_guest_ticket(*place, {{.value = value}})},
          grant{tests::approved_grant(*place, agent, ticket, ticket.credentials[0])}
    {
        place.close();
    }
    [[nodiscard]] bool unseals(Vault& vault) const
    {
        const auto opened = vault.unseal(agent, grant);
        return opened && tests::text_of(opened->value) == value;
    }
};

// A copy of a template's folders, on a disk that can fail.
struct Copy {
    explicit Copy(Template& from) : clock{from.place.clock}
    {
        fs::copy(from.place.folder.path(), folder.path(), fs::copy_options::recursive);
    }
    [[nodiscard]] World world() { return {clock, random, files}; }
    [[nodiscard]] Folders folders() const
    {
        return {folder.path() / "data", folder.path() / "keys"};
    }
    [[nodiscard]] Expected<std::unique_ptr<Vault>> open(const Custody& custody)
    {
        return Vault::open(folders(), custody, world());
    }

    tests::TemporaryFolder folder;
    tests::ManualClock& clock;
    tests::FixedRandom random{77};
    tests::FailingFiles files;
};

} // namespace

TEST_CASE(
    "Rotation: the new custody key opens everything and the old one nothing", "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    REQUIRE(rotate_custody(copy.folders(), key_file('k'), key_file('n'), copy.world()).has_value());
    CHECK(copy.open(key_file('k')).error().code() == ErrorCode::wrong_key);
    const auto vault = copy.open(key_file('n'));
    REQUIRE(vault.has_value());
    CHECK(from.unseals(**vault));
    CHECK((*vault)->verify_audit({})->ok);
    CHECK(tests::entries_of(**vault, "vault.custody_rotated").size() == 1);
}

TEST_CASE("Rotation: an old copy of the keys folder with the old key opens no sealed value",
    "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    const tests::TemporaryFolder stolen;
    fs::copy(copy.folders().keys, stolen.path() / "keys", fs::copy_options::recursive);
    REQUIRE(rotate_custody(copy.folders(), key_file('k'), key_file('n'), copy.world()).has_value());
    const auto vault =
        Vault::open({copy.folders().data, stolen.path() / "keys"}, key_file('k'), copy.world());
    REQUIRE_FALSE(vault.has_value());
    CHECK(vault.error().to_string().find("the key tree is lost") != std::string::npos);
}

TEST_CASE("Rotation: from a key file to a passphrase and back", "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    const Custody passphrase{
        Custody::Kind::passphrase, Secret::copy_of(std::string_view{"a quiet river at noon"})};
    REQUIRE(rotate_custody(copy.folders(), key_file('k'), passphrase, copy.world()).has_value());
    CHECK(custody_kind(copy.folders(), copy.world()) == Custody::Kind::passphrase);
    CHECK(from.unseals(**copy.open(passphrase)));
    REQUIRE(rotate_custody(copy.folders(), passphrase, key_file('n'), copy.world()).has_value());
    CHECK(custody_kind(copy.folders(), copy.world()) == Custody::Kind::key_file);
    CHECK(from.unseals(**copy.open(key_file('n'))));
}

TEST_CASE("Rotation: the same key, a wrong key and a vault in use are refused and change nothing",
    "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    const auto refusal = [&](const Custody& old, const Custody& fresh) {
        return rotate_custody(copy.folders(), old, fresh, copy.world()).error().code();
    };
    CHECK(refusal(key_file('k'), key_file('k')) == ErrorCode::conflict);
    CHECK(refusal(key_file('x'), key_file('n')) == ErrorCode::wrong_key);
    const auto vault = copy.open(key_file('k'));
    REQUIRE(vault.has_value());
    CHECK(refusal(key_file('k'), key_file('n')) == ErrorCode::in_use);
    CHECK(from.unseals(**vault));
}

TEST_CASE("Rotation: dead at the n-th operation, one of the two keys opens the vault, and the "
          "next opening completes it",
    "[vault][rotation][crash]")
{
    Template from;
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 4);
    std::uint64_t with_old = 0;
    std::uint64_t with_fresh = 0;
    bool survived = false;
    for (std::uint64_t n = 1; !survived; n += step) {
        CAPTURE(n);
        Copy copy{from};
        copy.files.die_at_change(n);
        survived =
            rotate_custody(copy.folders(), key_file('k'), key_file('n'), copy.world()).has_value();
        copy.files.reset();
        const bool begun = fs::exists(copy.folders().keys / "rotation");
        const auto old = copy.open(key_file('k'));
        if (old) {
            REQUIRE_FALSE(survived);
            CHECK_FALSE(begun);
            CHECK(from.unseals(**old));
            ++with_old;
            continue;
        }
        CHECK(old.error().code() == ErrorCode::wrong_key);
        with_fresh += survived ? 0 : 1;
        {
            const auto fresh = copy.open(key_file('n'));
            REQUIRE(fresh.has_value());
            CHECK(from.unseals(**fresh));
            CHECK((*fresh)->verify_audit({})->ok);
        }
        CHECK_FALSE(fs::exists(copy.folders().keys / "rotation"));
        CHECK(copy.open(key_file('k')).error().code() == ErrorCode::wrong_key);
    }
    CHECK(with_old > 2);
    CHECK(with_fresh > 5);
}

TEST_CASE("Rotation: a vault that is served changes its custody key while everything goes on",
    "[vault][rotation]")
{
    Template from;
    const Actor admin = [&] {
        from.place.reopen();
        const Actor made = from.place.add_user(Role::admin, "ines@example.com");
        from.place.close();
        return made;
    }();
    Copy copy{from};
    const tests::TemporaryFolder stolen;
    fs::copy(copy.folders().keys, stolen.path() / "keys", fs::copy_options::recursive);
    std::size_t submitted = 0;
    {
        const auto vault = copy.open(key_file('k'));
        REQUIRE(vault.has_value());
        CHECK((*vault)->rotate_custody(from.agent, key_file('n')).error().code() ==
              ErrorCode::forbidden);
        CHECK((*vault)->rotate_custody(admin, key_file('k')).error().code() == ErrorCode::conflict);
        std::atomic<bool> over{false};
        std::thread customer{[&] {
            while (!over)
                submitted += tests::submit_guest_ticket(**vault, {{}}).credentials.size();
        }};
        const Custody passphrase{
            Custody::Kind::passphrase, Secret::copy_of(std::string_view{"a quiet river at noon"})};
        CHECK((*vault)->rotate_custody(admin, passphrase).has_value());
        CHECK((*vault)->rotate_custody(admin, key_file('n')).has_value());
        over = true;
        customer.join();
        CHECK((*vault)->key_status().custody == Custody::Kind::key_file);
        CHECK(from.unseals(**vault));
        CHECK(
            tests::count_entries(**vault, "vault.custody_rotated", admin.person.to_string()) == 2);
        CHECK_FALSE(fs::exists(copy.folders().keys / "rotation"));
    }
    CHECK(submitted > 0);
    CHECK(copy.open(key_file('k')).error().code() == ErrorCode::wrong_key);
    const auto theft =
        Vault::open({copy.folders().data, stolen.path() / "keys"}, key_file('k'), copy.world());
    CHECK(theft.error().to_string().find("the key tree is lost") != std::string::npos);
    auto vault = copy.open(key_file('n'));
    REQUIRE(vault.has_value());
    CHECK(from.unseals(**vault));
    CHECK((*vault)->verify_audit({})->ok);
    vault->reset();
    CHECK(drill_keys(copy.folders(), key_file('n'), copy.world())->ok());
}

TEST_CASE("Rotation: a fault at the n-th operation while it is served leaves one key that opens it",
    "[vault][rotation][crash]")
{
    Template from;
    from.place.reopen();
    const Actor admin = from.place.add_user(Role::admin, "ines@example.com");
    from.place.close();
    std::uint64_t with_old = 0;
    std::uint64_t with_fresh = 0;
    bool whole = false;
    for (std::uint64_t n = 1; !whole; ++n) {
        CAPTURE(n);
        Copy copy{from};
        {
            const auto vault = copy.open(key_file('k'));
            REQUIRE(vault.has_value());
            copy.files.fail_at(n, EIO, false);
            const bool done = (*vault)->rotate_custody(admin, key_file('n')).has_value();
            whole = done && copy.files.count() < n; // it met no fault any more
            copy.files.reset();
            // A fault that stops the vault stops everybody; no other loses a value.
            CHECK((from.unseals(**vault) || (*vault)->readiness().stopped));
        }
        const bool begun = fs::exists(copy.folders().keys / "rotation");
        const auto old = copy.open(key_file('k'));
        CHECK((old.has_value() || old.error().code() == ErrorCode::wrong_key));
        CHECK((!old || (!begun && !whole)));
        if (old)
            CHECK(from.unseals(**old));
        ++(old ? with_old : with_fresh);
        if (old)
            continue;
        const auto fresh = copy.open(key_file('n'));
        REQUIRE(fresh.has_value());
        CHECK(from.unseals(**fresh));
        CHECK((*fresh)->verify_audit({})->ok);
        CHECK_FALSE(fs::exists(copy.folders().keys / "rotation"));
    }
    CHECK(with_old > 0);
    CHECK(with_fresh > 5);
}

namespace {

bool left_over(const Folders& folders)
{
    return fs::exists(folders.data / "vault.db.next") ||
           fs::exists(folders.data / "vault.db.next-journal") ||
           fs::exists(folders.keys / "database.key.next");
}

} // namespace

TEST_CASE("Database key: after the change the former one reads no page, and nothing is lost",
    "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    const fs::path database = copy.folders().data / "vault.db";
    const fs::path key = copy.folders().keys / "database.key";
    const std::string former_key = contents(key);
    const std::string before = contents(database);
    REQUIRE(rotate_database_key(copy.folders(), key_file('k'), copy.world()).has_value());
    {
        const auto log = LogCopy::open(copy.folders(), key_file('k'), copy.world());
        REQUIRE(log.has_value());
        CHECK(log->verify({})->ok);
    }
    {
        const auto vault = copy.open(key_file('k'));
        REQUIRE(vault.has_value());
        CHECK(from.unseals(**vault));
        CHECK((*vault)->verify_audit({})->ok);
        CHECK(tests::entries_of(**vault, "vault.database_rekeyed").size() == 1);
    }
    CHECK_FALSE(left_over(copy.folders()));
    const std::string after = contents(database);
    constexpr std::size_t page = 4096;
    std::size_t same = 0;
    for (std::size_t at = 0; at + page <= std::min(before.size(), after.size()); at += page)
        same += before.compare(at, page, after, at, page) == 0 ? 1U : 0U;
    CHECK(same == 0);
    std::ofstream{key, std::ios::binary | std::ios::trunc} << former_key;
    CHECK(copy.open(key_file('k')).error().code() == ErrorCode::corrupt);
}

TEST_CASE("Database key: a wrong custody key, a vault in use and a full disk change nothing",
    "[vault][rotation]")
{
    Template from;
    Copy copy{from};
    CHECK(rotate_database_key(copy.folders(), key_file('x'), copy.world()).error().code() ==
          ErrorCode::wrong_key);
    {
        const auto vault = copy.open(key_file('k'));
        REQUIRE(vault.has_value());
        CHECK(rotate_database_key(copy.folders(), key_file('k'), copy.world()).error().code() ==
              ErrorCode::in_use);
    }
    const std::string key = contents(copy.folders().keys / "database.key");
    copy.files.count_only([](const FileAccess& access) {
        return access.op == FileOp::write && access.path.filename() == "vault.db.next";
    });
    copy.files.fail_at(3, ENOSPC, true);
    CHECK(rotate_database_key(copy.folders(), key_file('k'), copy.world()).error().code() ==
          ErrorCode::disk_full);
    copy.files.reset();
    CHECK_FALSE(left_over(copy.folders()));
    CHECK(contents(copy.folders().keys / "database.key") == key);
    const auto vault = copy.open(key_file('k'));
    REQUIRE(vault.has_value());
    CHECK(from.unseals(**vault));
    CHECK(tests::entries_of(**vault, "vault.database_rekeyed").size() == 0);
}

TEST_CASE("Database key: dead at the n-th operation, the vault opens whole with the old or the new "
          "one, and the next opening clears away the rest",
    "[vault][rotation][crash]")
{
    Template from;
    const std::uint64_t step = tests::wished("TV_CRASH_STEP", 7);
    const std::string old_key = contents(from.place.folders().keys / "database.key");
    std::uint64_t with_old = 0;
    std::uint64_t with_fresh = 0;
    bool survived = false;
    for (std::uint64_t n = 1; !survived; n += step) {
        CAPTURE(n);
        Copy copy{from};
        copy.files.die_at_change(n);
        survived = rotate_database_key(copy.folders(), key_file('k'), copy.world()).has_value();
        copy.files.reset();
        {
            // Whoever audits the folders as the crash left them is not stopped either.
            const auto log = LogCopy::open(copy.folders(), key_file('k'), copy.world());
            REQUIRE(log.has_value());
            CHECK(log->verify({})->ok);
        }
        const auto vault = copy.open(key_file('k'));
        REQUIRE(vault.has_value());
        CHECK(from.unseals(**vault));
        CHECK((*vault)->verify_audit({})->ok);
        CHECK_FALSE(left_over(copy.folders()));
        const bool fresh = contents(copy.folders().keys / "database.key") != old_key;
        CHECK((!tests::entries_of(**vault, "vault.database_rekeyed").empty()) == fresh);
        CHECK((fresh || !survived));
        ++(fresh ? with_fresh : with_old);
    }
    CHECK(with_old > 5);
    CHECK(with_fresh > 5);
}
