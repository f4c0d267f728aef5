#include "vault/key_rotation.h"

#include "engine/database_key.h"
#include "engine/engine.h"
#include "engine/folder_pair.h"
#include "engine/mark_check.h"
#include "store/storage_fault.h"

namespace vault {

namespace {

// All of it under `fresh`, beside the database, which afterwards has no write-ahead log: it would be read with the wrong key.
void copy_database(const Folders& folders, const Secret& key, const Secret& fresh, World world)
{
    GatedVfs vfs{world.files};
    Database database{vfs, database_file(folders), key, Database::Mode::create};
    database.copy_to(next_database_file(folders), fresh);
    if (!database.checkpoint())
        throw StorageFault{{ErrorCode::io, "the write-ahead log could not be emptied"}};
}

Expected<void> check_copy(
    const Folders& folders, const OpenedKeys& keys, const Secret& fresh, World world)
{
    GatedVfs vfs{world.files, GatedVfs::Kind::still};
    Database copy{vfs, next_database_file(folders), fresh, Database::Mode::still};
    if (!copy.every_page_holds())
        return fail({ErrorCode::io, "the copy of the database does not read as it was written"});
    return check_mark(keys.mark.last(), AuditTable{copy});
}

Expected<void> write_copy(
    const Folders& folders, const OpenedKeys& keys, const Secret& fresh, World world)
{
    try {
        copy_database(folders, keys.database_key, fresh, world);
        if (const auto good = check_copy(folders, keys, fresh, world); !good)
            return good;
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
    auto file = File::open(world.files, next_database_file(folders), File::Mode::read_write);
    return file ? file->sync() : fail(file.error());
}

} // namespace

Expected<void> rotate_database_key(const Folders& folders, const Custody& custody, World world)
{
    {
        // Opened and closed, so that the custody key is proved, nothing an earlier crash left waits, and no write-ahead log stands beside the file.
        const auto engine = open_engine(folders, custody, world);
        if (!engine)
            return fail(engine.error());
    }
    {
        const auto lock = lock_data_folder(folders, world.files);
        if (!lock)
            return fail(lock.error());
        const auto keys = open_keys_folder(folders.keys, custody, world);
        if (!keys)
            return fail(keys.error());
        const Secret fresh = random_key(world.random);
        // The key first: from the rename of the database on it is the only one.
        if (const auto written = write_next_database_key(folders.keys, custody, fresh, world);
            !written)
            return written;
        if (const auto copied = write_copy(folders, *keys, fresh, world); !copied) {
            ignore_failure(drop_next_database(folders, world)); // else the next opening does
            return copied;
        }
        if (const auto replaced =
                replace_file(world.files, next_database_file(folders), database_file(folders));
            !replaced)
            return replaced;
    }
    const auto engine = open_engine(folders, custody, world);
    return engine ? Expected<void>{} : fail(engine.error());
}

} // namespace vault
