#include "vault/log_copy.h"

#include "audit/signed_note.h"
#include "audit/tlog_proof.h"
#include "engine/folder_pair.h"
#include "engine/mark_check.h"
#include "key_tree/key_tree.h"
#include "keys/keys_folder.h"
#include "log/export_log.h"
#include "log/log_proofs.h"
#include "log/replay_log.h"
#include "maintenance/audit_reads.h"
#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/storage_fault.h"
#include "store/transaction.h"

#include <fmt/format.h>

#include <optional>

namespace vault {

struct LogCopy::Impl {
    Impl(const Folders& folders, OpenedKeys keys_of, World world_of)
        : world{world_of}, keys{std::move(keys_of)}, store{keys.store.to_string()},
          signer{keys.audit_seed, keys.origin}, file{database_file(folders)},
          vfs{world.files, GatedVfs::Kind::still}
    {
    }

    // Opened by the first who reads, so that a damaged first page is verify()'s finding and not a vault that cannot be opened.
    Database& database()
    {
        if (!database_) {
            database_.emplace(vfs, file, keys.database_key, Database::Mode::still);
            complete_schema(*database_);
        }
        return *database_;
    }

    // Runs `work`, an Expected<T>(const AuditTable&), on one snapshot, as it is.
    template <class Work>
    auto read_as_is(Work&& work) -> decltype(work(std::declval<const AuditTable&>()))
    {
        try {
            const ReadTransaction snapshot{database()};
            return work(AuditTable{database()});
        } catch (const StorageFault& fault) {
            return fail(fault.error());
        }
    }
    // The same, unless the log is not the one the keys folder has seen: what is read from an older one must not pass for the present.
    template <class Work>
    auto read(Work&& work, LostMark lost = LostMark::refuse)
        -> decltype(work(std::declval<const AuditTable&>()))
    {
        return read_as_is(
            [&](const AuditTable& table) -> decltype(work(std::declval<const AuditTable&>())) {
                if (const auto same = check_mark(keys.mark, table, lost); !same)
                    return fail(same.error());
                return work(table);
            });
    }
    enum class Log : std::uint8_t { checked, as_is };
    LogSource log(Log which = Log::checked)
    {
        return {[this, which](const std::function<void(const AuditTable&)>& reading) {
            const auto work = [&](const AuditTable& table) -> Expected<void> {
                reading(table);
                return {};
            };
            return which == Log::checked ? read(work) : read_as_is(work);
        }};
    }
    StateSource states()
    {
        return {[this](const std::function<void(const StateTable&)>& reading) {
            return read([&](const AuditTable&) -> Expected<void> {
                reading(StateTable{database()});
                return {};
            });
        }};
    }

    World world;
    OpenedKeys keys;
    std::string store;
    NoteSigner signer;
    std::filesystem::path file;
    GatedVfs vfs;

private:
    std::optional<Database> database_;
};

namespace {

AuditVerdict refuted(AuditVerdict verdict, AuditFault fault, std::string_view problem)
{
    verdict.ok = false;
    verdict.fault = fault;
    verdict.problem = problem;
    return verdict;
}

} // namespace

Expected<LogCopy> LogCopy::open(const Folders& folders, const Custody& custody, World world)
{
    auto keys = open_to_read(folders, custody, world);
    if (!keys)
        return fail(keys.error());
    return LogCopy{std::make_unique<Impl>(folders, std::move(*keys), world)};
}

LogCopy::LogCopy(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
LogCopy::~LogCopy() = default;
LogCopy::LogCopy(LogCopy&&) noexcept = default;
LogCopy& LogCopy::operator=(LogCopy&&) noexcept = default;

Expected<std::vector<AuditEntry>> LogCopy::entries(const AuditFilter& filter) const
{
    if (const auto good = check_filter(filter); !good)
        return fail(good.error());
    return impl_->read([&](const AuditTable& table) -> Expected<std::vector<AuditEntry>> {
        std::vector<AuditEntry> rows;
        for (const LeafRecord& leaf : table.entries(filter))
            rows.push_back({leaf.seq, leaf.time, leaf.event, leaf.json, {}, {}, {}});
        return rows;
    });
}

Expected<Checkpoint> LogCopy::checkpoint() const
{
    return impl_->read(
        [](const AuditTable& table) -> Expected<Checkpoint> {
            auto last = table.last_checkpoint();
            if (!last)
                return fail({ErrorCode::corrupt, "the log has no checkpoint"});
            return std::move(*last);
        },
        LostMark::accept);
}

Expected<void> LogCopy::check_age() const
{
    return impl_->read([](const AuditTable&) -> Expected<void> { return {}; });
}

Expected<std::string> LogCopy::proof(std::uint64_t seq) const
{
    return impl_->read([&](const AuditTable& table) { return prove_entry(table, seq); });
}

Expected<ConsistencyProof> LogCopy::consistency(std::uint64_t first, std::uint64_t second) const
{
    return impl_->read(
        [&](const AuditTable& table) { return prove_consistency(table, first, second); },
        LostMark::accept);
}

Expected<void> LogCopy::export_to(const std::function<void(std::span<const std::byte>)>& sink) const
{
    return export_log(impl_->log(), impl_->store, impl_->signer, impl_->world.clock.now(), sink);
}

Expected<AuditVerdict> LogCopy::verify(const VerifyProgress& progress) const
{
    try {
        Database& database = impl_->database();
        auto verdict = verify_log(impl_->log(Impl::Log::as_is), impl_->keys.origin,
            impl_->signer.verifier(), impl_->keys.mark.last().log_size, progress);
        if (!verdict || !verdict->ok)
            return verdict;
        const auto seen = impl_->read_as_is(
            [&](const AuditTable& table) { return check_mark(impl_->keys.mark, table); });
        if (!seen && seen.error().code() != ErrorCode::inconsistent_log)
            return fail(seen.error());
        if (!seen)
            return refuted(std::move(*verdict), AuditFault::inconsistent, seen.error().text());
        if (!database.every_page_holds())
            return refuted(std::move(*verdict), AuditFault::damaged,
                "a page of the database is damaged, though none that an entry stands on");
        // Of a running vault the keys folder is copied first, and its slots and mark are then older than the log, both: only slots beside a mark of
        // this very log must be its own.
        const std::uint64_t seen_by_keys = impl_->keys.mark.last().log_size;
        const bool never_served = seen_by_keys == 0 && verdict->entries == 1;
        if (seen_by_keys != verdict->entries && !never_served) {
            verdict->seen_by_keys = seen_by_keys;
            return verdict;
        }
        const auto tree = check_keys();
        if (!tree && tree.error().code() != ErrorCode::corrupt)
            return fail(tree.error());
        if (!tree)
            return refuted(std::move(*verdict), AuditFault::inconsistent,
                fmt::format(
                    "the log holds, but the keys folder is another one than the database's: {}",
                    tree.error().text()));
        return verdict;
    } catch (const StorageFault& fault) {
        // The first page does not open: nothing can be said entry by entry.
        if (fault.error().code() != ErrorCode::corrupt)
            return fail(fault.error());
        AuditVerdict verdict;
        verdict.fault = AuditFault::damaged;
        verdict.problem = "the database is damaged, or does not belong to this keys folder";
        return verdict;
    }
}

Expected<ReplayVerdict> LogCopy::replay(const VerifyProgress& progress) const
{
    return replay_log(impl_->log(), impl_->states(), progress);
}

Expected<std::vector<OverdueItem>> LogCopy::overdue() const
{
    constexpr std::uint32_t items_max = 1000;
    return impl_->read([&](const AuditTable&) -> Expected<std::vector<OverdueItem>> {
        return StateTable{impl_->database()}.overdue(impl_->world.clock.now(), items_max);
    });
}

Expected<void> LogCopy::check_keys() const
{
    return impl_->read([&](const AuditTable&) -> Expected<void> {
        NodeTable nodes{impl_->database()};
        const KeyTree tree{nodes, impl_->store, impl_->world.random};
        const auto record = tree.record();
        if (!record)
            return fail(record.error());
        const auto root = impl_->keys.slots.adopt(record->root);
        return root ? tree.check(*root) : fail(root.error());
    });
}

bool LogCopy::mark_is_whole() const noexcept
{
    return impl_->keys.mark.found() == MarkFile::Found::whole;
}

VerifierKey LogCopy::verifier() const { return impl_->signer.verifier(); }

Expected<AuditVerdict> verify_audit_offline(
    const Folders& folders, const Custody& custody, World world, const VerifyProgress& progress)
{
    const auto copy = LogCopy::open(folders, custody, world);
    return copy ? copy->verify(progress) : fail(copy.error());
}

} // namespace vault
