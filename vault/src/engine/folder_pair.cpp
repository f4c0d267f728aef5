#include "engine/folder_pair.h"

#include "engine/database_key.h"

#include <algorithm>
#include <system_error>

namespace vault {

namespace {

constexpr std::size_t store_bytes_max = 64;

// True when `inner` is `outer` or below it, links followed as far as the folders exist.
bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer)
{
    std::error_code ignored;
    const auto in = std::filesystem::weakly_canonical(inner, ignored);
    const auto out = std::filesystem::weakly_canonical(outer, ignored);
    const auto [in_at, out_at] = std::mismatch(in.begin(), in.end(), out.begin(), out.end());
    return out_at == out.end() || (std::next(out_at) == out.end() && out_at->empty());
}

// A copy may have no lock file at all.
bool is_held(const Folders& folders, Files& files)
{
    auto file = File::open(files, folders.data / "lock", File::Mode::read);
    if (!file)
        return false;
    const auto locked = file->lock();
    return !locked && locked.error().code() == ErrorCode::in_use;
}

// A running vault writes under our reading.
Expected<void> check_idle(const Folders& folders, Files& files)
{
    if (is_held(folders, files))
        return fail({ErrorCode::in_use,
            "a running service holds this vault: verify through it, or verify a copy"});
    return {};
}

// Of whoever holds the folders. A store.id that is not there or too long is told of later.
Expected<void> check_completed(const Folders& folders, Files& files)
{
    const auto text = read_file(files, store_file(folders), store_bytes_max);
    if (text && *text == unfinished_restore)
        return fail({ErrorCode::cut_off, "a restore into these folders was cut off"});
    const bool told_later = text || text.error().code() == ErrorCode::missing ||
                            text.error().code() == ErrorCode::corrupt;
    return told_later ? Expected<void>{} : fail(text.error());
}

bool holds_database(const Folders& folders)
{
    std::error_code unknown;
    return std::filesystem::exists(database_file(folders), unknown);
}

} // namespace

Expected<void> check_apart(const Folders& folders)
{
    if (folders.data.empty() || folders.keys.empty())
        return fail({ErrorCode::invalid, "a vault needs a data folder and a keys folder"});
    if (lies_in(folders.data, folders.keys) || lies_in(folders.keys, folders.data))
        return fail(
            {ErrorCode::invalid, "neither of the data and keys folders may lie inside the other"});
    return {};
}

Expected<FolderLock> lock_data_folder(const Folders& folders, Files& files)
{
    const auto path = folders.data / "lock";
    auto file = File::open(files, path, File::Mode::read_write);
    if (!file && file.error().code() == ErrorCode::missing) {
        if (!holds_database(folders))
            return fail({ErrorCode::missing, "the data folder holds no vault"});
        file = File::open(
            files, path, File::Mode::create); // it holds nothing: a restored copy may lack it
    }
    if (!file)
        return fail(file.error());
    if (const auto locked = file->lock(); !locked) {
        if (locked.error().code() == ErrorCode::in_use)
            return fail({ErrorCode::in_use, "another process holds this vault"});
        return fail(locked.error());
    }
    // Asked of the file itself: SQLite would make its log with the same modes first, and then leave it.
    const auto database = File::open(files, database_file(folders), File::Mode::read_write);
    if (!database && database.error().code() == ErrorCode::read_only)
        return fail({ErrorCode::read_only, "vault.db in the data folder cannot be written"});
    return file;
}

Expected<void> check_not_cut_off(const Folders& folders, Files& files)
{
    auto completed = check_completed(folders, files);
    if (!completed && completed.error().code() == ErrorCode::cut_off && is_held(folders, files))
        return fail({ErrorCode::in_use, "a backup is being restored into these folders now"});
    return completed;
}

Expected<Custody::Kind> custody_kind(const Folders& folders, World world)
{
    if (const auto whole = check_not_cut_off(folders, world.files); !whole)
        return fail(whole.error());
    return custody_kind_of(folders.keys, world.files);
}

Expected<OpenedKeys> open_pair(
    const Folders& folders, const Custody& custody, World world, SlotFile::Use use)
{
    // First: what else such folders lack is only what the restore did not come to.
    if (const auto completed = check_completed(folders, world.files); !completed)
        return fail(completed.error());
    auto keys = open_keys_folder(folders.keys, custody, world, use);
    if (!keys)
        return keys;
    if (const auto same = check_store_file(folders, keys->store, world.files); !same)
        return fail(same.error());
    if (const auto chosen = choose_database_key(folders, *keys, world); !chosen)
        return fail(chosen.error());
    return keys;
}

Expected<OpenedKeys> open_to_read(const Folders& folders, const Custody& custody, World world)
{
    if (const auto apart = check_apart(folders); !apart)
        return fail(apart.error());
    if (const auto idle = check_idle(folders, world.files); !idle)
        return fail(idle.error());
    return open_pair(folders, custody, world, SlotFile::Use::reading);
}

Expected<void> check_store_file(const Folders& folders, const StoreId& store, Files& files)
{
    auto text = read_file(files, store_file(folders), store_bytes_max);
    if (!text && text.error().code() == ErrorCode::missing)
        return fail(holds_database(folders)
                        ? Error{ErrorCode::missing,
                              "store.id is missing beside vault.db: write into it what vault.json "
                              "in the keys folder gives as \"store\""}
                        : Error{ErrorCode::missing, "the data folder holds no vault"});
    if (!text)
        return fail(text.error());
    const auto named = StoreId::parse(std::string_view{*text}.substr(0, text->find('\n')));
    if (!named)
        return fail({ErrorCode::corrupt, "the data folder's store.id is damaged"});
    if (*named != store)
        return fail(
            {ErrorCode::foreign, "the data folder and the keys folder belong to different vaults"});
    if (!holds_database(folders))
        return fail({ErrorCode::missing, "vault.db is missing from the data folder"});
    return {};
}

} // namespace vault
