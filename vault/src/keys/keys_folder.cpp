#include "keys/keys_folder.h"

#include "base/file.h"
#include "crypto/base64.h"
#include "crypto/sodium_ready.h"
#include "vault/assert.h"

#include <algorithm>
#include <optional>

namespace vault {

namespace {

constexpr const char* mark_name = "mark";
constexpr const char* recovery_name = "recovery.key";
constexpr std::array<const char*, 3> wrapped_names{"database.key", "audit.key", "index.key"};
constexpr const char* next_database_name = "database.key.next";
constexpr std::size_t wrapped_file_bytes_max = 256;

// What is said of the file that fails: errors name no path, and these names are in the documentation.
struct KeysFile {
    std::string_view name;
    Literal missing;
    Literal damaged;
};
constexpr std::array keys_files{
    KeysFile{"database.key", "database.key is missing from the keys folder",
        "database.key in the keys folder is damaged"},
    KeysFile{"audit.key", "audit.key is missing from the keys folder",
        "audit.key in the keys folder is damaged"},
    KeysFile{"index.key", "index.key is missing from the keys folder",
        "index.key in the keys folder is damaged"},
    KeysFile{slots_name, "root.slots is missing from the keys folder",
        "root.slots in the keys folder is damaged"},
    KeysFile{
        mark_name, "mark is missing from the keys folder", "mark in the keys folder is damaged"},
};

std::unexpected<Error> fail_on(std::string_view name, const Error& error)
{
    const auto* const row = std::ranges::find(keys_files, name, &KeysFile::name);
    TV_ASSERT(row != keys_files.end());
    switch (error.code()) {
    case ErrorCode::missing:
        return fail({ErrorCode::missing, row->missing});
    case ErrorCode::corrupt:
        return fail({ErrorCode::corrupt, row->damaged});
    default:
        return fail(error);
    }
}

// A folder whose mark was moved but that has no vault.json is a damaged vault, not an empty place.
Expected<void> require_no_vault(const std::filesystem::path& folder, Files& files)
{
    std::error_code problem;
    const bool has_facts = std::filesystem::exists(folder / facts_name, problem);
    const auto used = MarkFile::was_written(files, folder / mark_name);
    if (!used)
        return fail(used.error());
    if (has_facts || *used)
        return fail({ErrorCode::conflict, "the keys folder already holds the keys of a vault: give "
                                          "another folder for a new one"});
    return {};
}

// Over what an interrupted creation left. Gives the root's commitment.
Expected<RootCommitment> create_slots(const std::filesystem::path& folder, std::string_view store,
    const Secret& wrapping, const Secret& root, World world)
{
    for (const std::filesystem::path& file : {slots_file(folder), folder / mark_name})
        if (const auto removed = remove_file(world.files, file); !removed)
            return fail(removed.error());
    if (const auto created =
            RootSlots::create(world.files, slots_file(folder), store, wrapping, root, world.random);
        !created)
        return fail(created.error());
    if (const auto created =
            MarkFile::create(world.files, folder / mark_name, store, wrapping, Mark{});
        !created)
        return fail(created.error());
    return root_commitment(root, store);
}

Expected<void> write_wrapped(const std::filesystem::path& folder, const VaultFacts& facts,
    const Secret& wrapping, const std::array<const Secret*, wrapped_names.size()>& keys,
    World world)
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Bytes envelope = seal(
            keys[i]->reveal(), wrapping, wrapped_binding(facts, wrapped_names[i]), world.random);
        if (const auto written = write_whole_file(world.files, folder / wrapped_names[i], envelope);
            !written)
            return written;
    }
    return {};
}

// The wrapped keys in the order of wrapped_names. One that does not open is a damaged file; when none opens the custody key is wrong.
Expected<std::array<Secret, wrapped_names.size()>> open_wrapped(
    const std::filesystem::path& folder, const Wrappings& wrappings, Files& files)
{
    std::array<Secret, wrapped_names.size()> keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto envelope = read_file(files, folder / wrapped_names[i], wrapped_file_bytes_max);
        if (!envelope)
            return fail_on(wrapped_names[i], envelope.error());
        auto key = open_under_either(*envelope, wrappings, wrapped_names[i]);
        if (key && key->size() == key_bytes)
            keys[i] = std::move(*key);
    }
    if (std::ranges::all_of(keys, &Secret::empty))
        return fail({ErrorCode::wrong_key, "this custody key does not open this vault"});
    const auto damaged = std::ranges::find_if(keys, &Secret::empty);
    if (damaged != keys.end())
        return fail_on(wrapped_names[static_cast<std::size_t>(damaged - keys.begin())],
            {ErrorCode::corrupt, "it does not open"});
    return keys;
}

// Bound to the name it is going to have, so that a rename is all that remains. Empty when there is none.
Expected<Secret> open_next_database_key(
    const std::filesystem::path& folder, const Wrappings& wrappings, Files& files)
{
    const auto envelope = read_file(files, folder / next_database_name, wrapped_file_bytes_max);
    if (!envelope && envelope.error().code() == ErrorCode::missing)
        return Secret{};
    if (!envelope)
        return fail(envelope.error());
    auto key = open_under_either(*envelope, wrappings, wrapped_names.front());
    if (!key || key->size() != key_bytes)
        return fail({ErrorCode::corrupt, "the database's next key in the keys folder is damaged"});
    return std::move(*key);
}

Expected<void> write_recovery(const std::filesystem::path& folder, const VaultFacts& facts,
    const Secret& wrapping, const RecoveryKey& key, World world)
{
    const Bytes envelope =
        seal(key.bytes, wrapping, wrapped_binding(facts, recovery_name), world.random);
    return write_whole_file(world.files, folder / recovery_name, envelope);
}

Expected<std::optional<RecoveryKey>> open_recovery(
    const std::filesystem::path& folder, const Wrappings& wrappings, Files& files)
{
    const auto envelope = read_file(files, folder / recovery_name, wrapped_file_bytes_max);
    if (!envelope && envelope.error().code() == ErrorCode::missing)
        return std::nullopt;
    if (!envelope)
        return fail(envelope.error());
    const auto opened = open_under_either(*envelope, wrappings, recovery_name);
    RecoveryKey key;
    if (!opened || opened->size() != key.bytes.size())
        return fail({ErrorCode::corrupt,
            "the recovery key in the keys folder is damaged, or somebody else put it there"});
    std::ranges::copy(opened->reveal(), key.bytes.begin());
    return key;
}

} // namespace

Expected<void> check_new_keys(
    const std::filesystem::path& folder, std::string_view origin, Files& files)
{
    if (!is_valid_origin(origin))
        return fail({ErrorCode::invalid,
            "the origin has 1 to 100 characters of a-z, 0-9, dot, slash and hyphen"});
    return require_no_vault(folder, files);
}

Expected<CreatedKeys> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, std::string_view origin, World world)
{
    Random& random = world.random;
    return create_keys_folder(folder, custody,
        {StoreId::random(random), std::string{origin}, random_key(random), random_key(random),
            random_key(random), random_key(random), std::nullopt},
        world);
}

Expected<CreatedKeys> create_keys_folder(const std::filesystem::path& folder,
    const Custody& custody, const FirstKeys& first, World world)
{
    ensure_sodium_ready();
    if (const auto good = check_new_custody(custody); !good)
        return fail(good.error());
    if (const auto free = check_new_keys(folder, first.origin, world.files); !free)
        return fail(free.error());
    if (const auto made = create_folder(world.files, folder); !made)
        return fail(made.error());
    const VaultFacts facts = new_facts(first.store, custody.kind, first.origin, world.random);
    const auto key = custody_key(custody, facts);
    if (!key)
        return fail(key.error());
    const Secret wrapping = wrapping_key(*key, facts.store);
    if (const auto written = write_wrapped(folder, facts, wrapping,
            {&first.database_key, &first.audit_seed, &first.index_key}, world);
        !written)
        return fail(written.error());
    if (first.recovery)
        if (const auto written = write_recovery(folder, facts, wrapping, *first.recovery, world);
            !written)
            return fail(written.error());
    const auto root = create_slots(folder, facts.store, wrapping, first.root, world);
    if (!root)
        return fail(root.error());
    const std::string text = write_vault_facts(facts);
    if (const auto written =
            write_whole_file(world.files, folder / facts_name, std::as_bytes(std::span{text}));
        !written)
        return fail(written.error());
    return CreatedKeys{first.store, *root};
}

Expected<void> write_recovery_key(const std::filesystem::path& folder, const Custody& custody,
    const RecoveryKey& key, World world)
{
    ensure_sodium_ready();
    const auto held = find_wrappings(folder, custody, world.files);
    if (!held)
        return fail(held.error());
    return write_recovery(folder, held->facts, held->present, key, world);
}

Expected<OpenedKeys> open_keys_folder(
    const std::filesystem::path& folder, const Custody& custody, World world, SlotFile::Use use)
{
    ensure_sodium_ready();
    auto found = find_wrappings(folder, custody, world.files);
    if (!found)
        return fail(found.error());
    auto keys = open_wrapped(folder, *found, world.files);
    if (!keys)
        return fail(keys.error());
    const auto recovery = open_recovery(folder, *found, world.files);
    if (!recovery)
        return fail(recovery.error());
    auto next_database_key = open_next_database_key(folder, *found, world.files);
    if (!next_database_key)
        return fail(next_database_key.error());
    const VaultFacts& facts = found->facts;
    auto mark = MarkFile::open(
        world.files, folder / mark_name, facts.store, found->present.clone(), found->former, use);
    if (!mark)
        return fail_on(mark_name, mark.error());
    auto slots = RootSlots::open(world.files, slots_file(folder), facts.store,
        found->present.clone(), world.random, std::move(found->former), use);
    if (!slots)
        return fail_on(slots_name, slots.error());
    const auto store = StoreId::parse(facts.store);
    TV_ASSERT(store.has_value());
    auto& [database_key, audit_seed, index_key] = *keys;
    return OpenedKeys{*store, facts.origin, facts.custody, std::move(database_key),
        std::move(audit_seed), std::move(index_key), *recovery, std::move(found->present),
        std::move(*slots), std::move(*mark), std::move(found->next_facts),
        std::move(*next_database_key)};
}

Expected<void> write_next_database_key(
    const std::filesystem::path& folder, const Custody& custody, const Secret& key, World world)
{
    ensure_sodium_ready();
    const auto held = find_wrappings(folder, custody, world.files);
    if (!held)
        return fail(held.error());
    const Bytes envelope = seal(key.reveal(), held->present,
        wrapped_binding(held->facts, wrapped_names.front()), world.random);
    return write_whole_file(world.files, folder / next_database_name, envelope);
}

Expected<void> keep_next_database_key(const std::filesystem::path& folder, Files& files)
{
    return replace_file(files, folder / next_database_name, folder / wrapped_names.front());
}

Expected<void> drop_next_database_key(const std::filesystem::path& folder, Files& files)
{
    if (const auto removed = remove_file(files, folder / next_database_name); !removed)
        return removed;
    return sync_folder(files, folder);
}

Expected<NextCustody> next_custody(const OpenedKeys& keys, const Custody& fresh, Random& random)
{
    if (const auto good = check_new_custody(fresh); !good)
        return fail(good.error());
    VaultFacts facts = new_facts(keys.store, fresh.kind, keys.origin, random);
    const auto key = custody_key(fresh, facts);
    if (!key)
        return fail(key.error());
    NextCustody next{wrapping_key(*key, facts.store), std::move(facts)};
    if (same_bytes(next.wrapping.reveal(), keys.wrapping.reveal()))
        return fail({ErrorCode::conflict, "this is the custody key the vault has already"});
    return next;
}

Expected<void> begin_rotation(
    const std::filesystem::path& folder, OpenedKeys& keys, NextCustody next, World world)
{
    const Bytes former =
        seal(keys.wrapping.reveal(), next.wrapping, rotation_binding(next.facts), world.random);
    std::string next_facts = write_vault_facts(next.facts);
    const std::string text = to_base64(former) + '\n' + next_facts;
    // Before the write: after it nothing may fail.
    Secret of_slots = next.wrapping.clone();
    Secret of_mark = next.wrapping.clone();
    if (const auto written =
            write_whole_file(world.files, folder / rotation_name, std::as_bytes(std::span{text}));
        !written)
        return written;
    keys.slots.wrap_with(std::move(of_slots));
    keys.mark.wrap_with(std::move(of_mark));
    keys.wrapping = std::move(next.wrapping);
    keys.custody = next.facts.custody;
    keys.next_facts = std::move(next_facts);
    return {};
}

Expected<void> rewrap(const std::filesystem::path& folder, OpenedKeys& keys, World world)
{
    const auto facts = parse_vault_facts(keys.next_facts);
    if (!facts)
        return fail(facts.error());
    if (const auto written = write_wrapped(folder, *facts, keys.wrapping,
            {&keys.database_key, &keys.audit_seed, &keys.index_key}, world);
        !written)
        return written;
    if (keys.recovery)
        if (const auto written =
                write_recovery(folder, *facts, keys.wrapping, *keys.recovery, world);
            !written)
            return written;
    return keys.mark.write(keys.mark.last());
}

// The file itself last: while it is there everything opens under either W.
Expected<void> finish_rotation(const std::filesystem::path& folder, OpenedKeys& keys, World world)
{
    TV_ASSERT(!keys.next_facts.empty());
    if (const auto written = write_whole_file(
            world.files, folder / facts_name, std::as_bytes(std::span{keys.next_facts}));
        !written)
        return written;
    if (const auto removed = remove_file(world.files, folder / rotation_name); !removed)
        return removed;
    if (const auto synced = sync_folder(world.files, folder); !synced)
        return synced;
    keys.next_facts.clear();
    return {};
}

Expected<Custody::Kind> custody_kind_of(const std::filesystem::path& folder, Files& files)
{
    const auto begun = read_rotation(folder, files);
    if (!begun)
        return fail(begun.error());
    if (*begun)
        return (*begun)->facts.custody;
    const auto facts = read_facts(folder, files);
    if (!facts)
        return fail(facts.error());
    return facts->custody;
}

} // namespace vault
