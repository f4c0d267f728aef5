// Power loss while a key of the vault is changed: what the disk then holds is opened by the real code, with one key or the other.
#include "vault/key_rotation.h"

#include "support/cut_operation.h"
#include "support/root_sectors.h"
#include "support/wished.h"

#include <algorithm>
#include <array>

using namespace vault;
using namespace tests;

namespace {

// Custody key: from 'k' to 'n'.

void rotate_offline(Cut& cut)
{
    REQUIRE(rotate_custody(cut.folders(), key_file('k'), key_file('n'), cut.world()));
    cut.done = cut.disk.acknowledge();
}

void rotate_served(Cut& cut)
{
    const auto vault = Vault::open(cut.folders(), key_file('k'), cut.world());
    REQUIRE(vault);
    const Actor admin{PersonId::random(cut.random), Role::admin, Authn::local, {}};
    cut.submit(**vault);
    REQUIRE((*vault)->rotate_custody(admin, key_file('n')));
    cut.done = cut.disk.acknowledge();
    cut.submit(**vault);
}

Lines judge_old_custody(Left& left, const Error& refusal)
{
    if (refusal.code() != ErrorCode::wrong_key)
        return {"the new key is refused, but not as a wrong one: " + refusal.to_string()};
    const auto vault = left.open(left.folders(), 'k');
    if (!vault)
        return {"neither key opens it: " + vault.error().to_string()};
    Lines wrong = left.faults_of(**vault);
    if (left.acknowledged())
        wrong.emplace_back("an acknowledged change of the custody key is undone");
    return wrong;
}

Lines judge_custody(Left& left)
{
    auto vault = left.open(left.folders(), 'n');
    if (!vault)
        return judge_old_custody(left, vault.error());
    Lines wrong = left.faults_of(**vault);
    vault->reset();
    if (fs::exists(left.folders().keys / "rotation"))
        wrong.emplace_back("the change of the custody key was not completed");
    if (left.open(left.folders(), 'k'))
        wrong.emplace_back("the old custody key opens it too");
    const auto roots = root_sectors(left.folders().keys);
    if (std::ranges::any_of(before().roots, [&](const auto& root) { return roots.contains(root); }))
        wrong.emplace_back("a root under the old custody key is on the disk");
    return wrong;
}

// Database key.

void rekey(Cut& cut)
{
    REQUIRE(rotate_database_key(cut.folders(), key_file('k'), cut.world()));
    cut.done = cut.disk.acknowledge();
}

Lines judge_database_key(Left& left)
{
    auto vault = left.open(left.folders(), 'k');
    if (!vault)
        return opening_failed(vault.error());
    Lines wrong = left.faults_of(**vault);
    if (left.acknowledged() && entries_of(**vault, "vault.database_rekeyed").size() != 1)
        wrong.emplace_back("an acknowledged change of the database's key is undone");
    vault->reset();
    for (const auto& file :
        {left.folders().data / "vault.db.next", left.folders().data / "vault.db.next-journal",
            left.folders().keys / "database.key.next"})
        if (fs::exists(file))
            wrong.push_back("left behind: " + file.filename().string());
    return wrong;
}

// Recovery key: another one.

void set_another_recovery_key(Cut& cut)
{
    REQUIRE(set_recovery_key(cut.folders(), key_file('k'), recovery_key('q'), cut.world()));
    cut.done = cut.disk.acknowledge();
}

Lines judge_recovery_key(Left& left)
{
    auto vault = left.open(left.folders(), 'k');
    if (!vault)
        return opening_failed(vault.error());
    Lines wrong = left.faults_of(**vault);
    const std::string found = (*vault)->key_status().recovery;
    vault->reset();
    const auto other =
        set_recovery_key(left.folders(), key_file('k'), recovery_key('q'), left.world());
    if (!other)
        return opening_failed(other.error());
    if (left.acknowledged() && found != *other)
        wrong.emplace_back("an acknowledged recovery key is lost");
    if (found != *other && found != before().recovery)
        wrong.emplace_back("a recovery key nobody made");
    return wrong;
}

constexpr std::array operations{
    Operation{"custody key", put_vault, rotate_offline, judge_custody},
    Operation{"custody key, served", put_vault, rotate_served, judge_custody},
    Operation{"database key", put_vault, rekey, judge_database_key},
    Operation{"recovery key", put_vault, set_another_recovery_key, judge_recovery_key},
};

} // namespace

TEST_CASE("Power loss: a change of a key that is cut off is done, undone, or completed by the next "
          "opening",
    "[vault][crash][power]")
{
    for (const Operation& operation : operations)
        DYNAMIC_SECTION(operation.name) { check_each_loss(operation, 16); }
}

namespace {

struct Completed {
    const Operation& operation;
    std::string_view custody; // keys to open it with, the next one when the first is a wrong one
};
constexpr std::array completed{Completed{operations[0], "nk"}, Completed{operations[2], "k"}};

} // namespace

TEST_CASE("Power loss: the opening that completes an operation may be cut off as well",
    "[vault][crash][power]")
{
    const std::uint64_t losses = wished("TV_POWER_IMAGES", 0) == 0 ? 3 : 8;
    for (const auto& [operation, custody] : completed) {
        Cut first{TemporaryFolder::On::disk};
        run_recorded(operation, first);
        std::mt19937_64 dice{wished("TV_POWER_SEED", 1)};
        for (std::uint64_t loss = 1; loss <= losses; ++loss) {
            const std::size_t n = loss * first.disk.operations() / (losses + 1);
            CAPTURE(loss, n);
            Cut second{TemporaryFolder::On::memory};
            second.clock.set(first.clock.now());
            first.disk.leave(second.folder.path(), n, dice);
            second.disk.begin(second.folder.path());
            bool opened = false;
            for (auto key = custody.begin(); key != custody.end() && !opened; ++key)
                opened = Vault::open(second.folders(), key_file(*key), second.world()).has_value();
            second.disk.end();
            CHECK(opened);
            check_each_loss(operation, second, 6);
        }
    }
}

// A torn first page under a journal can only be read by who may write, and which key is the right one is asked before.
TEST_CASE("Power loss: the copy that takes the database's place is changed under no journal there",
    "[vault][crash][power]")
{
    Ground ground{TemporaryFolder::On::memory, 77};
    put_vault(ground.folder.path());
    FailingFiles files;
    std::vector<std::string> journals;
    files.set_hook([&](std::uint64_t, const FileAccess& access) {
        if (access.op == FileOp::create && access.path.string().ends_with("-journal"))
            journals.push_back(access.path.filename().string());
        return 0;
    });
    REQUIRE(
        rotate_database_key(ground.folders(), key_file('k'), {ground.clock, ground.random, files}));
    CHECK(std::ranges::count(journals, "vault.db.next-journal") > 0);
    CHECK(std::ranges::count(journals, "vault.db-journal") == 0);
}

TEST_CASE("Power loss: a sync forgotten in a change of a key is found out", "[vault][crash][power]")
{
    constexpr std::array forgotten{
        Forgotten{&operations[0], "keys"},
        Forgotten{&operations[0], "keys/rotation.new"},
        Forgotten{&operations[2], "data"},
        Forgotten{&operations[2], "data/vault.db.next"},
        Forgotten{&operations[2], "keys/database.key.next.new"},
        Forgotten{&operations[3], "keys"},
    };
    for (const Forgotten& one : forgotten) {
        CAPTURE(one.operation->name, one.unsynced);
        CHECK(is_found_out(one, 60));
    }
}
