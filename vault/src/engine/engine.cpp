#include "engine/engine.h"

#include "engine/database_key.h"
#include "store/migrations.h"

namespace vault {

namespace {

constexpr std::size_t reader_connections = 4;
constexpr std::uint32_t reader_share =
    16; // what a reader keeps beside the writer: one part of so many
constexpr std::uint32_t kib_of_mib = 1024;

// What is over at a start: an interrupted upload begins anew, so its key and its chunks are dead; and no key will end in an hour that has
// passed, so its bucket need not be re-keyed at the next start.
Expected<Done> clear_away(WriteScope& scope)
{
    scope.tables.leaves.close_before(LeafStream::ending(scope.now));
    for (AttachmentRecord& attachment : scope.tables.attachments.with_upload()) {
        scope.destroy_key(*attachment.upload_leaf);
        attachment.upload_leaf.reset();
        attachment.dead_chunks = true;
        scope.tables.attachments.update(attachment);
    }
    return Done{};
}

// Before anything is written: the keys folder is brought to what the database decided.
// Whether credentials are in 'shredding'.
Expected<bool> recover_keys(Engine& engine, KeyWriter& keys, LostMark lost)
{
    const auto ends_owed = engine.read([&](ReadScope& scope) -> Expected<bool> {
        if (scope.tables.meta.store() != engine.keys.store)
            return fail({ErrorCode::foreign,
                "the database and the keys folder belong to different vaults"});
        if (const auto same = check_mark(engine.keys.mark, scope.tables.audit, lost); !same)
            return fail(same.error());
        return !scope.tables.credentials.shredding(1).empty();
    });
    if (!ends_owed)
        return ends_owed;
    if (const auto recovered = keys.recover(); !recovered)
        return fail(recovered.error());
    return ends_owed;
}

// `by` null: an entry of the vault's own.
Expected<void> record(
    Engine& engine, Event event, const Actor* by = nullptr, std::string_view why = {})
{
    const auto done = engine.write<Done>(
        [event, by, why](WriteScope& scope) -> Expected<Done> {
            EntryFields fields = scope.entry(event, by);
            fields.why = why;
            scope.audit(std::move(fields));
            return Done{};
        },
        Room::reserved);
    return done ? Expected<void>{} : fail(done.error());
}

Expected<void> end_rekeying(Engine& engine)
{
    if (const auto told = record(engine, Event::database_rekeyed); !told)
        return told;
    return keep_next_database_key(engine.keys_folder, engine.world.files);
}

// This entry's mark and that of the opening make the file whole; until then every start tells of it.
Expected<void> tell_of_mark(Engine& engine, LostMark lost)
{
    if (engine.keys.mark.found() == MarkFile::Found::whole)
        return {};
    return record(
        engine, Event::mark_damaged, nullptr, lost == LostMark::accept ? "accepted" : "repaired");
}

// A disk that has no room left at all, the reserve's included, keeps no vault from opening: reading goes on, and what fell due ends with the
// first room there is.
Expected<void> unless_full(Expected<void> done)
{
    return !done && done.error().code() == ErrorCode::disk_full ? Expected<void>{} : done;
}

Expected<void> recover(Engine& engine, KeyWriter& keys, const Opening& opening)
{
    const auto ends_owed = recover_keys(engine, keys, opening.lost_mark);
    if (!ends_owed)
        return fail(ends_owed.error());
    if (const auto recovered = engine.writer.recover(*ends_owed); !recovered)
        return recovered;
    // The root was just written under the new wrapping key, as at every start.
    const bool rotated = !engine.keys.next_facts.empty();
    if (rotated)
        if (const auto rewrapped = rewrap(engine.keys_folder, engine.keys, engine.world);
            !rewrapped)
            return rewrapped;
    engine.writer.start();
    if (rotated)
        if (const auto ended = end_rotation(engine, nullptr); !ended)
            return ended;
    if (engine.keys.database_rekeyed)
        if (const auto ended = end_rekeying(engine); !ended)
            return ended;
    if (const auto told = unless_full(tell_of_mark(engine, opening.lost_mark)); !told)
        return told;
    if (opening.first)
        if (const auto done = opening.first(engine); !done)
            return done;
    // Without it an interrupted upload's key ends when it begins anew.
    const auto cleared = engine.write<Done>(clear_away, Room::reserved);
    if (!cleared && cleared.error().code() != ErrorCode::disk_full)
        return fail(cleared.error());
    // What fell due while nobody looked is refused from here on and destroyed before anybody can be served; what lies on a damaged page stays
    // refused, which readiness() tells.
    if (const auto ended = unless_full(engine.shredder.run_due());
        !ended && ended.error().code() != ErrorCode::corrupt)
        return ended;
    if (const auto opened = unless_full(record(engine, Event::vault_opened)); !opened)
        return opened;
    engine.shredder.start();
    return {};
}

} // namespace

Engine::Engine(const Folders& folders, World world_of, FolderLock lock_of, OpenedKeys keys_of,
    std::uint32_t cache_mib)
    : world{world_of}, keys_folder{folders.keys}, lock{std::move(lock_of)},
      keys{std::move(keys_of)}, custody{keys.custody}, store{keys.store.to_string()},
      boot{BootId::random(world.random).to_string()}, signer{keys.audit_seed, keys.origin},
      vfs{world.files, GatedVfs::Kind::serving, Reserve::bytes_for(database_file(folders))},
      reserve_{world.files, database_file(folders)},
      database_{vfs, database_file(folders), keys.database_key, Database::Mode::writer,
          cache_mib * kib_of_mib},
      migrated_{migrate(database_)}, tables_{database_}, log_{tables_.audit, signer},
      key_writer_{database_, tables_.nodes, tables_.leaves, keys.slots, roots, store, world.random},
      writer{{database_, tables_, key_writer_, keys.mark, log_, reserve_, opened_values, signer,
          store, boot, world}},
      readers{vfs, database_file(folders), keys.database_key, reader_connections,
          cache_mib * kib_of_mib / reader_share},
      shredder{*this}
{
    if (!migrated_)
        writer.note_damage();
}

Engine::~Engine()
{
    shredder.stop();
    // A vault that stopped for good cannot say goodbye: the next opening is the sign.
    ignore_failure(record(*this, Event::vault_closed));
}

Expected<void> Engine::take_reserve()
{
    try {
        (void)database_.checkpoint(); // what a crash left in the log
    } catch (const StorageFault& fault) {
        if (fault.error().code() != ErrorCode::disk_full)
            throw;
    }
    return reserve_.take({database_.bytes(), database_.log_bytes()});
}

// The entry first: a rotation is over only once it is told of.
Expected<void> end_rotation(Engine& engine, const Actor* by)
{
    if (const auto told = record(engine, Event::custody_rotated, by); !told)
        return told;
    return finish_rotation(engine.keys_folder, engine.keys, engine.world);
}

Expected<std::unique_ptr<Engine>> start_engine(
    const Folders& folders, FolderLock lock, OpenedKeys keys, World world, const Opening& opening)
{
    if (const auto room = give_back_reserve(world.files, database_file(folders)); !room)
        return fail(room.error());
    auto engine = std::make_unique<Engine>(
        folders, world, std::move(lock), std::move(keys), opening.cache_mib);
    if (const auto taken = unless_full(engine->take_reserve()); !taken)
        return fail(taken.error());
    if (const auto recovered = recover(*engine, engine->key_writer_, opening); !recovered)
        return fail(recovered.error());
    return engine;
}

Expected<std::unique_ptr<Engine>> open_engine(
    const Folders& folders, const Custody& custody, World world, const Opening& opening)
{
    if (const auto apart = check_apart(folders); !apart)
        return fail(apart.error());
    auto lock = lock_data_folder(folders, world.files);
    if (!lock)
        return fail(lock.error());
    auto keys = open_pair(folders, custody, world, SlotFile::Use::serving);
    if (!keys)
        return fail(keys.error());
    // The journal's removal may not have reached the disk when the copy became the database.
    if (keys->database_rekeyed)
        if (const auto removed = remove_next_database(folders, world); !removed)
            return fail(removed.error());
    if (!keys->next_database_key.empty())
        if (const auto dropped = drop_next_database(folders, world); !dropped)
            return fail(dropped.error());
    try {
        return start_engine(folders, std::move(*lock), std::move(*keys), world, opening);
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
}

} // namespace vault
