#include "engine/database_key.h"

#include "engine/folder_pair.h"
#include "store/database.h"
#include "store/gated_vfs.h"
#include "store/storage_fault.h"

namespace vault {

namespace {

bool opens(const Folders& folders, const Secret& key, World world)
{
    GatedVfs vfs{world.files, GatedVfs::Kind::still};
    try {
        const Database database{vfs, database_file(folders), key, Database::Mode::still};
        return true;
    } catch (const StorageFault&) {
        return false;
    }
}

} // namespace

Expected<void> choose_database_key(const Folders& folders, OpenedKeys& keys, World world)
{
    if (keys.next_database_key.empty())
        return {};
    keys.database_rekeyed = opens(folders, keys.next_database_key, world);
    if (keys.database_rekeyed)
        keys.database_key = std::move(keys.next_database_key);
    else if (!opens(folders, keys.database_key, world))
        return fail({ErrorCode::corrupt,
            "neither the database's key nor the next one opens it: keep both folders as they are"});
    return {};
}

Expected<void> remove_next_database(const Folders& folders, World world)
{
    // SQLite's own journal of the copy too.
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        std::filesystem::path file = next_database_file(folders);
        file += suffix;
        if (const auto removed = remove_file(world.files, file); !removed)
            return removed;
    }
    return sync_folder(world.files, folders.data);
}

Expected<void> drop_next_database(const Folders& folders, World world)
{
    // While the key is there an opening looks for the copy: it must not outlive its key.
    if (const auto removed = remove_next_database(folders, world); !removed)
        return removed;
    return drop_next_database_key(folders.keys, world.files);
}

} // namespace vault
