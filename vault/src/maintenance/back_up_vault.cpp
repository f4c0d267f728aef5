#include "backup/backup_head.h"
#include "backup/backup_stream.h"
#include "base/little_endian.h"
#include "engine/engine.h"
#include "scope/access.h"
#include "store/row_copy.h"

namespace vault {

namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
constexpr std::int64_t keep_ms_min = day_ms;
constexpr std::int64_t keep_ms_max = 3660 * day_ms;

// The keys a restored vault needs, as `keys` sees the snapshot.
Expected<void> write_keys(BackupWriter& out, Tables& tables, Database& database, KeyOpener& keys)
{
    out.record(RecordKind::tree, little_endian(tables.leaves.buckets()));
    ContentLeaves leaves{database};
    while (const auto leaf = leaves.next()) {
        const auto key = keys.open({*leaf});
        if (!key && key.error().code() == ErrorCode::gone)
            continue; // erased: its ciphertext is in the backup and opens for nobody
        if (!key)
            return fail(key.error());
        out.key(*leaf, *key);
    }
    return {};
}

void write_rows(BackupWriter& out, Database& database)
{
    Bytes row;
    const auto tables = copied_tables();
    for (std::size_t table = 0; table < tables.size(); ++table) {
        Statement read{database, tables[table].read};
        while (read.step()) {
            row.assign(1, static_cast<std::byte>(table));
            append_row(row, read, tables[table].blanked);
            out.record(RecordKind::row, row);
        }
    }
}

struct Started { // what is written before the rows
    Secret file_key;
    std::string note;
};

Started start(Engine& engine, const Checkpoint& head, Instant made_at, Instant ends_at)
{
    Started started{random_key(engine.world.random), {}};
    const BackupHead facts{
        {engine.keys.store, engine.keys.origin, made_at, ends_at,
            fingerprint_of(*engine.keys.recovery), schema_number(), head.size, head.root},
        backup_commitment(started.file_key, engine.store)};
    started.note = engine.signer.sign(backup_body(facts));
    return started;
}

// One snapshot. Its keys are opened first and at once, into memory as sealed pieces, so that the root they hang from can be let go: a shred
// must not wait for whoever takes the backup away.
Expected<void> write_backup(Engine& engine, Instant ends_at, const ByteSink& sink)
{
    ReaderPool::Lease lease{engine.readers};
    Database& database = lease.database();
    Tables tables{database};
    std::optional<SnapshotKeys> keys{
        std::in_place, engine.roots, tables.nodes, engine.store, engine.world.random};
    const ReadTransaction snapshot{database};
    const auto head = tables.audit.last_checkpoint();
    if (!head)
        return fail({ErrorCode::corrupt, "the log has no checkpoint"});
    const Started started = start(engine, *head, engine.writer.now(), ends_at);
    Bytes waiting;
    BackupWriter out{started.file_key, engine.store, started.note, engine.world.random,
        [&](std::span<const std::byte> bytes) {
            waiting.insert(waiting.end(), bytes.begin(), bytes.end());
        }};
    out.record(RecordKind::audit_seed, engine.keys.audit_seed.reveal());
    out.record(RecordKind::index_key, engine.keys.index_key.reveal());
    if (const auto written = write_keys(out, tables, database, *keys); !written)
        return written;
    keys.reset();
    sink(std::as_bytes(std::span{started.note}));
    sink(std::as_bytes(std::span{&backup_head_end, 1}));
    sink(seal_to(*engine.keys.recovery, started.file_key));
    sink(waiting);
    out.redirect(sink);
    write_rows(out, database);
    out.finish();
    return {};
}

} // namespace

Expected<void> Vault::back_up(const Actor* by, std::int64_t keep_ms,
    const std::function<void(std::span<const std::byte>)>& sink) const
{
    if (by != nullptr && !may(by->role, Act::back_up))
        return fail({ErrorCode::forbidden, "this role does not make backups"});
    if (keep_ms < keep_ms_min || keep_ms > keep_ms_max)
        return fail({ErrorCode::invalid, "a backup is kept for 1 to 3660 days"});
    if (!engine_->keys.recovery)
        return fail({ErrorCode::conflict,
            "this vault has no recovery key yet: backups are sealed to one; make it with "
            "'ticketvault keys recovery' while the service is stopped"});
    const Instant ends_at = engine_->writer.now() + keep_ms;
    const auto recorded = engine_->write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = scope.entry(Event::vault_backed_up, by);
        fields.expires_at = ends_at;
        scope.audit(std::move(fields));
        return Done{};
    });
    if (!recorded)
        return fail(recorded.error());
    try {
        return write_backup(*engine_, ends_at, sink);
    } catch (const StorageFault& fault) {
        if (fault.error().code() == ErrorCode::corrupt)
            engine_->writer.note_damage();
        return fail(fault.error());
    }
}

} // namespace vault
