#include "backup/open_backup.h"
#include "engine/engine.h"
#include "engine/fresh_folder.h"
#include "log/log_proofs.h"
#include "log/stored_tree.h"
#include "store/migrations.h"
#include "store/row_copy.h"
#include "vault/assert.h"

#include <limits>
#include <system_error>

namespace vault {

namespace {

constexpr std::uint32_t lost_batch_max = 16'384;
constexpr std::size_t keys_batch_max = 4096;
// Rows of so many bytes are one transaction: nothing reads the new database, so it need not be all or nothing.
constexpr std::uint64_t transaction_bytes = 8 * 1024 * 1024;

} // namespace

// One run. The steps are called in the order they stand here.
class Restorer {
public:
    Restorer(Backup& backup, const Folders& folders, World world)
        : backup_{*backup.impl_}, folders_{folders}, world_{world},
          store_{backup_.head.facts.store.to_string()}, database_key_{random_key(world.random)},
          root_{random_key(world.random)}
    {
    }

    // Throws StorageFault.
    [[nodiscard]] Expected<void> make_database(
        const std::optional<Checkpoint>& known, const BackupProgress& progress);
    [[nodiscard]] Expected<OpenedKeys> make_keys(const Custody& custody);
    // As the new vault's first work.
    [[nodiscard]] Expected<void> certify_lost(Engine& engine);

    Restored result;

private:
    void commit(WriteTransaction& transaction);
    [[nodiscard]] Expected<void> read_records(Database& database, const BackupProgress& progress);
    // One transaction; false after the last record.
    [[nodiscard]] Expected<bool> read_some(Database& database, KeyTree& tree);
    [[nodiscard]] Expected<void> check_log(
        const AuditTable& log, const std::optional<Checkpoint>& known);

    Backup::Impl& backup_;
    const Folders& folders_;
    const World world_;
    const std::string store_;
    Secret database_key_;
    Secret root_;
    std::vector<NewKey> keys_;            // read and not in the tree yet
    std::string_view proof_ = "unproved"; // of the log being the newest; for the entry
};

void Restorer::commit(WriteTransaction& transaction)
{
    if (transaction.commit() != WriteTransaction::Committed::yes)
        throw StorageFault{transaction.problem()};
}

Expected<bool> Restorer::read_some(Database& database, KeyTree& tree)
{
    const auto tables = copied_tables();
    const std::uint64_t until = backup_.records->bytes_read() + transaction_bytes;
    WriteTransaction transaction{database};
    bool more = true;
    while (more && backup_.records->bytes_read() < until && keys_.size() < keys_batch_max) {
        auto record = backup_.records->next();
        if (!record)
            return fail(record.error());
        if (!*record)
            more = false;
        else if ((*record)->kind == RecordKind::tree)
            LeafTable{database}.set_buckets((*record)->number);
        else if ((*record)->kind == RecordKind::key)
            keys_.push_back({(*record)->number, std::move((*record)->secret)});
        else if ((*record)->kind == RecordKind::row) {
            const std::span<const std::byte> row{(*record)->row};
            const auto table = row.empty() ? tables.size() : std::to_integer<std::size_t>(row[0]);
            if (table >= tables.size())
                return fail({ErrorCode::corrupt, "the backup holds a row of an unknown table"});
            insert_row(database, tables[table], row.subspan(1));
            result.tickets += tables[table].name == "ticket" ? 1U : 0U;
        } else
            return fail({ErrorCode::corrupt, "the backup's records are out of order"});
    }
    if (const auto inserted = tree.insert(root_, keys_); !inserted)
        return fail(inserted.error());
    keys_.clear();
    commit(transaction);
    return more;
}

Expected<void> Restorer::read_records(Database& database, const BackupProgress& progress)
{
    NodeTable nodes{database};
    KeyTree tree{nodes, store_, world_.random};
    {
        WriteTransaction transaction{database};
        tree.create(root_);
        commit(transaction);
    }
    for (bool more = true; more;) {
        const auto read = read_some(database, tree);
        if (!read)
            return fail(read.error());
        more = *read;
        (void)database.checkpoint(); // nobody reads: it goes
        if (progress)
            progress(backup_.records->bytes_read(), backup_.bytes);
    }
    return {};
}

Expected<void> Restorer::check_log(const AuditTable& log, const std::optional<Checkpoint>& known)
{
    const BackupFacts& facts = backup_.head.facts;
    const auto head = log.last_checkpoint();
    if (!head || head->size != facts.log_size || head->root != facts.log_root)
        return fail({ErrorCode::corrupt, "the backup's log is not the one its first lines name"});
    result.log_size = head->size;
    if (!known)
        return {};
    if (known->size > head->size) {
        result.entries_missing = known->size - head->size;
        proof_ = "entries_missing";
        return {};
    }
    const auto proof = prove_consistency(log, known->size, head->size);
    if (!proof)
        return fail(proof.error());
    if (!heads_agree(*known, *head, proof->path))
        return fail({ErrorCode::inconsistent_log,
            "the backup's log is not a continuation of the one that was acknowledged: it was "
            "rewritten or forked"});
    proof_ = "complete";
    return {};
}

Expected<void> Restorer::make_database(
    const std::optional<Checkpoint>& known, const BackupProgress& progress)
{
    GatedVfs vfs{world_.files};
    Database database{vfs, database_file(folders_), database_key_, Database::Mode::create};
    migrate(database);
    if (const auto read = read_records(database, progress); !read)
        return read;
    Tables tables{database};
    if (tables.meta.store() != backup_.head.facts.store)
        return fail({ErrorCode::corrupt, "the backup's rows are of another vault"});
    if (const auto same = check_log(tables.audit, known); !same)
        return same;
    WriteTransaction transaction{database};
    tables.credentials.lose_shredding();
    commit(transaction);
    if (!database.checkpoint())
        return fail({ErrorCode::io, "the database could not be completed"});
    return {};
}

Expected<OpenedKeys> Restorer::make_keys(const Custody& custody)
{
    const BackupFacts& facts = backup_.head.facts;
    const auto made = create_keys_folder(folders_.keys, custody,
        {facts.store, facts.origin, std::move(database_key_), std::move(backup_.audit_seed),
            std::move(backup_.index_key), std::move(root_), backup_.recovery},
        world_);
    return made ? open_keys_folder(folders_.keys, custody, world_) : fail(made.error());
}

Expected<void> Restorer::certify_lost(Engine& engine)
{
    // However old the backup is: nothing in it is left to be destroyed early.
    engine.writer.confirm_clock();
    const auto told = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = scope.entry(Event::vault_restored, nullptr);
        fields.why = proof_;
        scope.audit(std::move(fields));
        return Done{};
    });
    if (!told)
        return fail(told.error());
    constexpr Instant ever{std::numeric_limits<std::int64_t>::max()};
    for (bool more = true; more;) {
        const auto ended =
            engine.write<WriteScope::Due>([&](WriteScope& scope) -> Expected<WriteScope::Due> {
                return scope.shred_due(ever, lost_batch_max, Cause::lost);
            });
        if (!ended)
            return fail(ended.error());
        if (ended->durable.shred_error)
            return fail(*ended->durable.shred_error);
        result.credentials_lost += ended->value.ended;
        more = ended->value.listed == lost_batch_max;
    }
    return {};
}

namespace {

Expected<FolderLock> lock_new(const Folders& folders, Files& files)
{
    if (const auto made = File::open(files, folders.data / "lock", File::Mode::create); !made)
        return fail(made.error());
    return lock_data_folder(folders, files);
}

Expected<Restored> run(Backup& backup, const Folders& folders, const Custody& custody,
    const std::optional<Checkpoint>& known, World world, const BackupProgress& progress)
{
    Restorer restorer{backup, folders, world};
    auto lock = lock_new(folders, world.files);
    if (!lock)
        return fail(lock.error());
    const auto name = [&](std::string_view text) {
        return write_whole_file(world.files, store_file(folders), std::as_bytes(std::span{text}));
    };
    if (const auto named = name(unfinished_restore); !named)
        return fail(named.error());
    if (const auto made = restorer.make_database(known, progress); !made)
        return fail(made.error());
    auto keys = restorer.make_keys(custody);
    if (!keys)
        return fail(keys.error());
    const std::string text = keys->store.to_string() + '\n';
    {
        const auto engine = start_engine(folders, std::move(*lock), std::move(*keys), world,
            {.first = [&](Engine& started) { return restorer.certify_lost(started); }});
        if (!engine)
            return fail(engine.error());
    }
    // The last step: until now the data folder holds no vault.
    if (const auto named = name(text); !named)
        return fail(named.error());
    return restorer.result;
}

} // namespace

Expected<Restored> restore_vault(Backup backup, const Folders& folders, const Custody& custody,
    const std::optional<Checkpoint>& known, World world, const BackupProgress& progress)
{
    if (const auto apart = check_apart(folders); !apart)
        return fail(apart.error());
    if (backup.facts().schema != schema_number())
        return fail(Error{ErrorCode::foreign,
            "the backup was made by another version of the program: restore it with that one, "
            "then upgrade; its schema version is"}
                .with(backup.facts().schema));
    FreshFolder data{world.files, folders.data};
    FreshFolder keys{world.files, folders.keys};
    for (FreshFolder* folder : {&data, &keys}) {
        if (const auto claimed = folder->claim(); !claimed)
            return fail(claimed.error());
        if (const auto whole = check_not_cut_off(folders, world.files); !whole)
            return fail(whole.error());
        if (folder->held_something())
            return fail({ErrorCode::conflict, "a backup is restored into new or empty folders "
                                              "only, and this one holds something"});
    }
    try {
        auto restored = run(backup, folders, custody, known, world, progress);
        if (restored) {
            data.keep();
            keys.keep();
        }
        return restored;
    } catch (const StorageFault& fault) {
        return fail(fault.error());
    }
}

} // namespace vault
