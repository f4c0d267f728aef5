#include "keys/keys_folder.h"

#include "crypto/base64.h"
#include "crypto/envelope.h"
#include "crypto/sodium_ready.h"
#include "file.h"
#include "keys/vault_facts.h"
#include "vault/assert.h"

#include <sodium.h>

#include <algorithm>
#include <optional>

namespace vault {

namespace {

constexpr const char* facts_name = "vault.json";
constexpr const char* mark_name = "mark";
constexpr const char* recovery_name = "recovery.key";
constexpr const char* rotation_name = "rotation";
constexpr std::array<const char*, 3> wrapped_names{"database.key", "audit.key", "index.key"};
constexpr std::size_t facts_bytes_max = 4096;
constexpr std::size_t wrapped_file_bytes_max = 256;

// The custody key C: the file's bytes, or what Argon2id makes of the passphrase.
Expected<Secret> custody_key(const Custody& custody, const VaultFacts& facts)
{
    if (custody.kind != facts.custody) {
        if (facts.custody == Custody::Kind::passphrase)
            return fail({ErrorCode::wrong_key,
                "this vault is opened with a passphrase, not with a key file"});
        return fail(
            {ErrorCode::wrong_key, "this vault is opened with a key file, not with a passphrase"});
    }
    if (custody.kind == Custody::Kind::key_file) {
        if (custody.material.size() != key_bytes)
            return fail({ErrorCode::invalid, "a custody key has 32 bytes"});
        return custody.material.clone();
    }
    if (custody.material.empty())
        return fail({ErrorCode::invalid, "the passphrase is empty"});
    Secret key{key_bytes};
    if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
            reinterpret_cast<const char*>(custody.material.reveal().data()),
            custody.material.size(), reinterpret_cast<const unsigned char*>(facts.salt.data()),
            facts.passes, static_cast<std::size_t>(facts.memory_bytes),
            crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail({ErrorCode::unavailable, "not enough memory to derive the custody key"});
    return key;
}

// W = BLAKE2b-256(key = C, "tv1/wrap" || store id)
Secret wrapping_key(const Secret& custody, std::string_view store)
{
    const std::string input = "tv1/wrap" + std::string{store};
    Secret key{key_bytes};
    crypto_generichash(reinterpret_cast<unsigned char*>(key.mutable_bytes().data()), key.size(),
        reinterpret_cast<const unsigned char*>(input.data()), input.size(),
        reinterpret_cast<const unsigned char*>(custody.reveal().data()), custody.size());
    return key;
}

Binding wrapped_binding(const VaultFacts& facts, const char* name)
{
    return {facts.store, facts.store, name, facts.origin};
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

VaultFacts new_facts(
    const StoreId& store, Custody::Kind kind, std::string_view origin, Random& random)
{
    VaultFacts facts{store.to_string(), std::string{origin}, kind, {}, 0, 0};
    if (kind == Custody::Kind::passphrase) {
        facts.salt.resize(crypto_pwhash_SALTBYTES);
        random.fill(facts.salt);
        facts.passes = crypto_pwhash_OPSLIMIT_MODERATE;
        facts.memory_bytes = crypto_pwhash_MEMLIMIT_MODERATE;
    }
    return facts;
}

Expected<VaultFacts> read_facts(const std::filesystem::path& folder, Files& files)
{
    const auto text = read_file(files, folder / facts_name, facts_bytes_max);
    if (!text && text.error().code() == ErrorCode::missing)
        return fail({ErrorCode::missing, "the keys folder holds no vault"});
    if (!text)
        return fail(text.error());
    return parse_vault_facts(*text);
}

// The file `rotation`: the old W under the new one in base64, a line end, the new vault.json.
struct RotationFile {
    Bytes former; // envelope
    VaultFacts facts;
    std::string facts_text;
};

Binding rotation_binding(const VaultFacts& facts)
{
    Binding binding = wrapped_binding(facts, rotation_name);
    binding.terms = write_vault_facts(facts);
    return binding;
}

Expected<std::optional<RotationFile>> read_rotation(
    const std::filesystem::path& folder, Files& files)
{
    const auto text = read_file(files, folder / rotation_name, 2 * facts_bytes_max);
    if (!text && text.error().code() == ErrorCode::missing)
        return std::nullopt;
    if (!text)
        return fail(text.error());
    const auto end = text->find('\n');
    auto former = from_base64(std::string_view{*text}.substr(0, end));
    if (end == std::string::npos || !former)
        return fail({ErrorCode::corrupt, "the file of the custody key's change is damaged"});
    std::string facts_text = text->substr(end + 1);
    auto facts = parse_vault_facts(facts_text);
    if (!facts)
        return fail(facts.error());
    return RotationFile{std::move(*former), std::move(*facts), std::move(facts_text)};
}

// What everything in the folder is wrapped under.
struct Wrappings {
    VaultFacts facts;
    Secret present;
    Secret former; // empty: no rotation is under way
    std::optional<Rotation> rotation{};
};

Expected<Wrappings> find_wrappings(
    const std::filesystem::path& folder, const Custody& custody, Files& files)
{
    auto facts = read_facts(folder, files);
    if (!facts)
        return fail(facts.error());
    auto begun = read_rotation(folder, files);
    if (!begun)
        return fail(begun.error());
    if (*begun)
        facts = (*begun)->facts;
    const auto key = custody_key(custody, *facts);
    if (!key)
        return fail(key.error());
    Wrappings found{*facts, wrapping_key(*key, facts->store), {}};
    if (!*begun)
        return found;
    auto former = open_secret((*begun)->former, found.present, rotation_binding(*facts));
    if (!former)
        return fail({ErrorCode::wrong_key, "this custody key does not open this vault: its custody "
                                           "key was being changed, so the new one is needed"});
    found.former = std::move(*former);
    found.rotation = Rotation{found.present.clone(), std::move((*begun)->facts_text)};
    return found;
}

// Under the present W or, while a rotation is under way, under the former.
Expected<Secret> open_under_either(
    std::string_view envelope, const Wrappings& wrappings, const char* name)
{
    const auto bytes = std::as_bytes(std::span{envelope});
    const Binding binding = wrapped_binding(wrappings.facts, name);
    auto opened = open_secret(bytes, wrappings.present, binding);
    return opened || wrappings.former.empty() ? std::move(opened)
                                              : open_secret(bytes, wrappings.former, binding);
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
    std::size_t opened = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto envelope = read_file(files, folder / wrapped_names[i], wrapped_file_bytes_max);
        if (!envelope)
            return fail(envelope.error());
        auto key = open_under_either(*envelope, wrappings, wrapped_names[i]);
        if (!key || key->size() != key_bytes)
            continue;
        keys[i] = std::move(*key);
        ++opened;
    }
    if (opened == 0)
        return fail({ErrorCode::wrong_key, "this custody key does not open this vault"});
    if (opened != keys.size())
        return fail({ErrorCode::corrupt, "a wrapped key in the keys folder is damaged"});
    return keys;
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
    const VaultFacts& facts = found->facts;
    auto mark = MarkFile::open(
        world.files, folder / mark_name, facts.store, found->present.clone(), found->former, use);
    if (!mark)
        return fail(mark.error());
    auto slots = RootSlots::open(world.files, slots_file(folder), facts.store,
        std::move(found->present), world.random, std::move(found->former), use);
    if (!slots)
        return fail(slots.error());
    const auto store = StoreId::parse(facts.store);
    TV_ASSERT(store.has_value());
    auto& [database_key, audit_seed, index_key] = *keys;
    return OpenedKeys{*store, facts.origin, facts.custody, std::move(database_key),
        std::move(audit_seed), std::move(index_key), *recovery, std::move(*slots), std::move(*mark),
        std::move(found->rotation)};
}

Expected<void> begin_rotation(const std::filesystem::path& folder, const OpenedKeys& keys,
    const Custody& old, const Custody& fresh, World world)
{
    const auto held = find_wrappings(folder, old, world.files);
    if (!held)
        return fail(held.error());
    const VaultFacts facts = new_facts(keys.store, fresh.kind, keys.origin, world.random);
    const auto key = custody_key(fresh, facts);
    if (!key)
        return fail(key.error());
    const Secret wrapping = wrapping_key(*key, facts.store);
    if (same_bytes(wrapping.reveal(), held->present.reveal()))
        return fail({ErrorCode::conflict, "this is the custody key the vault has already"});
    const Bytes former =
        seal(held->present.reveal(), wrapping, rotation_binding(facts), world.random);
    const std::string text = to_base64(former) + '\n' + write_vault_facts(facts);
    return write_whole_file(world.files, folder / rotation_name, std::as_bytes(std::span{text}));
}

Expected<void> rewrap(const std::filesystem::path& folder, OpenedKeys& keys, World world)
{
    TV_ASSERT(keys.rotation.has_value());
    const Rotation& rotation = *keys.rotation;
    const auto facts = parse_vault_facts(rotation.facts);
    if (!facts)
        return fail(facts.error());
    if (const auto written = write_wrapped(folder, *facts, rotation.wrapping,
            {&keys.database_key, &keys.audit_seed, &keys.index_key}, world);
        !written)
        return written;
    if (keys.recovery)
        if (const auto written =
                write_recovery(folder, *facts, rotation.wrapping, *keys.recovery, world);
            !written)
            return written;
    return keys.mark.write(keys.mark.last());
}

// The file itself last: while it is there everything opens under either W.
Expected<void> finish_rotation(const std::filesystem::path& folder, OpenedKeys& keys, World world)
{
    TV_ASSERT(keys.rotation.has_value());
    if (const auto written = write_whole_file(
            world.files, folder / facts_name, std::as_bytes(std::span{keys.rotation->facts}));
        !written)
        return written;
    if (const auto removed = remove_file(world.files, folder / rotation_name); !removed)
        return removed;
    if (const auto synced = sync_folder(world.files, folder); !synced)
        return synced;
    keys.rotation.reset();
    return {};
}

Expected<Custody::Kind> custody_kind(const Folders& folders, World world)
{
    const auto begun = read_rotation(folders.keys, world.files);
    if (!begun)
        return fail(begun.error());
    if (*begun)
        return (*begun)->facts.custody;
    const auto facts = read_facts(folders.keys, world.files);
    if (!facts)
        return fail(facts.error());
    return facts->custody;
}

} // namespace vault
