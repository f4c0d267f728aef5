// Power loss while a vault is made, copied, put back or brought to a newer schema: what the disk then holds is whole, completed, or refused with a way
// out.
#include "base/file.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/meta_table.h"
#include "store/migrations.h"
#include "store/statement.h"
#include "store/storage_fault.h"
#include "support/cut_operation.h"

#include <array>

using namespace vault;
using namespace tests;

namespace {

void put_backup(const fs::path& folder) { write_bytes(folder / "backup", before().backup); }

void put_nothing(const fs::path&) {}

// A backup, put into a file that nobody syncs.

void make_backup(Cut& cut)
{
    const auto vault = Vault::open(cut.folders(), key_file('k'), cut.world());
    REQUIRE(vault);
    cut.submit(**vault);
    auto file = File::open(cut.disk, cut.at("backup"), File::Mode::create);
    REQUIRE(file);
    std::uint64_t size = 0;
    REQUIRE((*vault)->back_up(nullptr, keep_ms, [&](std::span<const std::byte> bytes) {
        if (size == 0)
            cut.done = cut.disk.acknowledge(); // that one was made
        REQUIRE(file->write_at(size, bytes));
        size += bytes.size();
    }));
    cut.submit(**vault);
}

Lines judge_backup(Left& left)
{
    auto vault = left.open(left.folders(), 'k');
    if (!vault)
        return opening_failed(vault.error());
    Lines wrong = left.faults_of(**vault);
    if (left.acknowledged() && entries_of(**vault, "vault.backed_up").size() != 2)
        wrong.emplace_back("no entry tells of a backup that has left");
    vault->reset();
    const bool whole = bytes_in(left.at("backup")) == bytes_in(left.cut.at("backup"));
    auto backup = Backup::open(left.at("backup"), recovery_key(), left.world());
    const bool taken = backup && restore_vault(std::move(*backup), left.restored(), key_file('n'),
                                     {}, left.world(), {});
    if (taken != whole)
        wrong.emplace_back(
            whole ? "a whole backup is refused" : "a part of a backup is taken for a whole one");
    if (!taken && !nothing_left(left.restored()))
        wrong.emplace_back("something is left of a backup that was refused");
    return wrong;
}

// Whoever is told to write store.id anew does so.
Expected<std::unique_ptr<Vault>> open_as_told(Left& left, const Folders& folders, char custody)
{
    auto vault = left.open(folders, custody);
    const bool told = !vault && vault.error().to_string().contains("store.id is missing");
    if (!told)
        return vault;
    const std::string facts = bytes_in(folders.keys / "vault.json");
    const auto at = facts.find("vlt_");
    if (at == std::string::npos)
        return vault;
    write_bytes(folders.data / "store.id", facts.substr(at, facts.find('"', at) - at) + '\n');
    return left.open(folders, custody);
}

// A restore into folders that are not there.

void restore(Cut& cut)
{
    auto backup = Backup::open(cut.at("backup"), recovery_key(), cut.world());
    REQUIRE(backup);
    REQUIRE(restore_vault(std::move(*backup), cut.restored(), key_file('n'), {}, cut.world(), {}));
    cut.done = cut.disk.acknowledge();
}

Lines faults_of_restored(Vault& vault)
{
    Lines wrong;
    const Before& was = before();
    const auto verdict = vault.verify_audit({});
    if (!verdict || !verdict->ok)
        wrong.emplace_back("the restored log does not verify");
    if (entries_of(vault, "vault.restored").size() != 1)
        wrong.emplace_back("no entry tells that it was restored");
    if (!vault.read_ticket(was.ticket.guest, was.ticket.id))
        wrong.emplace_back("a ticket of the backup is not in the restored vault");
    for (const CredentialId& id : was.ticket.credentials) {
        const auto credential = vault.find_credential(was.agent, id);
        if (!credential || credential->state != CredentialState::shredded)
            wrong.emplace_back("a credential is not certified lost");
    }
    return wrong;
}

Expected<Restored> restore_again(Left& left)
{
    auto backup = Backup::open(left.at("backup"), recovery_key(), left.world());
    if (!backup)
        return fail(backup.error());
    return restore_vault(std::move(*backup), left.restored(), key_file('n'), {}, left.world(), {});
}

bool is_none(const Error& error)
{
    return error.code() == ErrorCode::missing || error.code() == ErrorCode::cut_off;
}

Lines judge_restore(Left& left)
{
    const Folders folders = left.restored();
    if (const auto vault = open_as_told(left, folders, 'n'))
        return faults_of_restored(**vault);
    else if (left.acknowledged())
        return {"an acknowledged restore is lost: " + vault.error().to_string()};
    else if (!is_none(vault.error()))
        return {"what is left of a restore is taken for a vault: " + vault.error().to_string()};
    if (const auto same = restore_again(left); !same) {
        if (same.error().code() != ErrorCode::conflict && same.error().code() != ErrorCode::cut_off)
            return {"it cannot be restored again: " + same.error().to_string()};
        fs::remove_all(folders.data);
        fs::remove_all(folders.keys);
        if (const auto again = restore_again(left); !again)
            return {"it cannot be restored into empty folders: " + again.error().to_string()};
    }
    const auto vault = left.open(folders, 'n');
    return vault ? faults_of_restored(**vault) : opening_failed(vault.error());
}

// A new vault.

void make_vault(Cut& cut)
{
    REQUIRE(create_vault(cut.folders(), key_file('k'), "vault.example.com/tickets", cut.world()));
    cut.done = cut.disk.acknowledge();
}

void make_vault_named_with_slashes(Cut& cut)
{
    REQUIRE(create_vault({cut.at("data/"), cut.at("keys/")}, key_file('k'),
        "vault.example.com/tickets", cut.world()));
    cut.done = cut.disk.acknowledge();
}

// After a first attempt that died once it had made the folders, and synced nothing.
void make_vault_again(Cut& cut)
{
    for (const fs::path& folder : {cut.folders().data, cut.folders().keys}) {
        REQUIRE(cut.disk.permit({FileOp::create_folder, folder}) == 0);
        fs::create_directory(folder);
    }
    make_vault(cut);
}

Lines judge_new_vault(Left& left)
{
    const auto good = [](Vault& vault) {
        return vault.verify_audit({})->ok ? Lines{} : Lines{"the log does not verify"};
    };
    const auto make = [&](const Folders& folders) {
        return create_vault(folders, key_file('k'), "vault.example.com/tickets", left.world());
    };
    Folders folders = left.folders();
    {
        const auto vault = left.open(folders, 'k');
        if (vault)
            return good(**vault);
        if (left.acknowledged())
            return {"an acknowledged vault is lost: " + vault.error().to_string()};
        if (vault.error().code() != ErrorCode::missing)
            return {"half a vault is taken for one: " + vault.error().to_string()};
    }
    if (const auto made = make(folders); !made) {
        if (made.error().code() != ErrorCode::conflict)
            return {"it cannot be made again: " + made.error().to_string()};
        folders.keys = left.at("other-keys"); // as it says
        if (const auto again = make(folders); !again)
            return {"it cannot be made with another folder: " + again.error().to_string()};
    }
    const auto vault = left.open(folders, 'k');
    return vault ? good(**vault) : opening_failed(vault.error());
}

// A database of the first version.

const Secret& database_key()
{
    static const Secret key = Secret::copy_of(std::string(32, 'd'));
    return key;
}

constexpr Instant high_water{42};

void put_first_version(const fs::path& folder)
{
    SystemFiles files;
    GatedVfs vfs{files};
    Database database{vfs, folder / "old.db", database_key(), Database::Mode::create};
    database.run("CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)");
    database.run(migrations().front().sql);
    database.run("INSERT INTO schema_version (version) VALUES (1)");
    MetaTable{database}.set_high_water(high_water);
}

void migrate_it(Cut& cut)
{
    GatedVfs vfs{cut.disk};
    Database database{vfs, cut.at("old.db"), database_key(), Database::Mode::writer};
    migrate(database);
    cut.done = cut.disk.acknowledge();
    REQUIRE(database.checkpoint());
}

Lines judge_migration(Left& left)
{
    try {
        GatedVfs vfs{left.files};
        Database database{vfs, left.at("old.db"), database_key(), Database::Mode::writer};
        const auto version = [&] {
            Statement read{database, "SELECT max(version) FROM schema_version"};
            (void)read.step();
            return read.integer(0);
        };
        const std::int64_t newest = migrations().back().version;
        const std::int64_t found = version();
        Lines wrong;
        if (found != newest && (found != 1 || left.acknowledged()))
            wrong.push_back("it is of version " + std::to_string(found));
        migrate(database);
        if (version() != newest || MetaTable{database}.high_water() != high_water)
            wrong.emplace_back("its rows did not come along");
        return wrong;
    } catch (const StorageFault& fault) {
        return opening_failed(fault.error());
    }
}

constexpr std::array operations{
    Operation{"backup", put_vault, make_backup, judge_backup},
    Operation{"restore", put_backup, restore, judge_restore},
    Operation{"new vault", put_nothing, make_vault, judge_new_vault},
    Operation{"new vault, once more", put_nothing, make_vault_again, judge_new_vault},
    Operation{"new vault, named with slashes", put_nothing, make_vault_named_with_slashes,
        judge_new_vault},
    Operation{"migration", put_first_version, migrate_it, judge_migration},
};

} // namespace

TEST_CASE("Power loss: what is left of a vault, a backup, a restore or a migration that was cut "
          "off is whole, completed or refused",
    "[vault][crash][power]")
{
    for (const Operation& operation : operations)
        DYNAMIC_SECTION(operation.name) { check_each_loss(operation, 16); }
}

TEST_CASE("Power loss: a sync forgotten while a vault is made or restored is found out",
    "[vault][crash][power]")
{
    constexpr std::array forgotten{
        Forgotten{&operations[1], "."},
        Forgotten{&operations[1], "new-data/store.id.new"},
        Forgotten{&operations[2], "keys"},
        Forgotten{&operations[2], "keys/vault.json.new"},
    };
    for (const Forgotten& one : forgotten) {
        CAPTURE(one.operation->name, one.unsynced);
        CHECK(is_found_out(one, 60));
    }
}
