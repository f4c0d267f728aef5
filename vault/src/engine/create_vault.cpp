#include "engine/folder_pair.h"
#include "engine/fresh_folder.h"
#include "key_tree/key_tree.h"
#include "keys/keys_folder.h"
#include "log/audit_appender.h"
#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/storage_fault.h"
#include "store/tables.h"
#include "store/transaction.h"

#include <system_error>

namespace vault {

namespace {

// A database that lacks its store.id is what an interrupted creation left: no key for it may still be needed, so it is made anew.
Expected<void> clear_leftovers(const Folders& folders, Files& files)
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        auto path = database_file(folders);
        path += suffix;
        if (const auto removed = remove_file(files, path); !removed)
            return removed;
    }
    return {};
}

Expected<FolderLock> lock_new_folder(const Folders& folders, Files& files)
{
    if (const auto lock = File::open(files, folders.data / "lock", File::Mode::create);
        !lock && lock.error().code() != ErrorCode::conflict)
        return fail(lock.error());
    auto lock = lock_data_folder(folders, files);
    if (!lock)
        return lock;
    std::error_code unknown;
    if (std::filesystem::exists(store_file(folders), unknown) || unknown)
        return fail({ErrorCode::conflict, "the data folder already holds a vault"});
    return lock;
}

EntryFields first_entry(Instant now, Random& random)
{
    EntryFields fields{};
    fields.event = Event::vault_created;
    fields.time = now;
    fields.boot = BootId::random(random).to_string();
    fields.authn = Authn::local;
    return fields;
}

// Throws StorageFault.
void make_database(
    const Folders& folders, OpenedKeys& keys, const RootCommitment& commitment, World world)
{
    const auto root = keys.slots.adopt(commitment);
    if (!root)
        throw StorageFault{root.error()};
    GatedVfs vfs{world.files};
    Database database{vfs, database_file(folders), keys.database_key, Database::Mode::create};
    migrate(database);
    Tables tables{database};
    const NoteSigner signer{keys.audit_seed, keys.origin};
    WriteTransaction transaction{database};
    const Instant now = world.clock.now();
    tables.meta.set_store(keys.store);
    tables.meta.set_high_water(now);
    KeyTree{tables.nodes, keys.store.to_string(), world.random}.create(*root);
    AuditAppender log{tables.audit, signer};
    log.append(first_entry(now, world.random));
    (void)log.seal();
    if (transaction.commit() != WriteTransaction::Committed::yes)
        throw StorageFault{transaction.problem()};
    // So that it rests in one file, durably, before store.id says that it is there.
    if (!database.checkpoint())
        throw StorageFault{Error{ErrorCode::io, "the database could not be completed"}};
}

} // namespace

// Keys folder, database, store.id, in this order. What fails takes back what it made. A process that dies after the keys folder leaves a folder of
// keys without data, which a repeated creation refuses and names; before, it leaves nothing that counts. A data folder without store.id holds no
// vault.
Expected<StoreId> create_vault(
    const Folders& folders, const Custody& custody, std::string_view origin, World world)
{
    if (const auto apart = check_apart(folders); !apart)
        return fail(apart.error());
    if (const auto whole = check_not_cut_off(folders, world.files); !whole)
        return fail(whole.error()); // not "holds keys": what a restore left is none
    if (const auto free = check_new_keys(folders.keys, origin, world.files); !free)
        return fail(free.error()); // before a folder is made in vain
    FreshFolder data_folder{world.files, folders.data};
    FreshFolder keys_folder{world.files, folders.keys};
    for (FreshFolder* folder : {&data_folder, &keys_folder})
        if (const auto claimed = folder->claim(); !claimed)
            return fail(claimed.error());
    const auto lock = lock_new_folder(folders, world.files);
    if (!lock)
        return fail(lock.error());
    const auto created = create_keys_folder(folders.keys, custody, origin, world);
    if (!created)
        return fail(created.error());
    auto keys = open_keys_folder(folders.keys, custody, world);
    if (!keys)
        return fail(keys.error());
    if (const auto cleared = clear_leftovers(folders, world.files); !cleared)
        return fail(cleared.error());
    try {
        make_database(folders, *keys, created->root, world);
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
    const std::string text = created->store.to_string() + '\n';
    if (const auto named =
            write_whole_file(world.files, store_file(folders), std::as_bytes(std::span{text}));
        !named)
        return fail(named.error());
    data_folder.keep();
    keys_folder.keep();
    return created->store;
}

} // namespace vault
