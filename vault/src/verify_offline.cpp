#include "audit/signed_note.h"
#include "folder_pair.h"
#include "keys/keys_folder.h"
#include "store/gated_vfs.h"
#include "store/storage_fault.h"
#include "store/transaction.h"
#include "verify_log.h"

namespace vault {

namespace {

// A running vault writes under our reading; a copy may have no lock file at all.
Expected<void> check_idle(const Folders& folders, Files& files)
{
    auto file = File::open(files, folders.data / "lock", File::Mode::read);
    if (!file)
        return {};
    if (const auto locked = file->lock(); !locked && locked.error().code() == ErrorCode::in_use)
        return fail({ErrorCode::in_use,
            "a running service holds this vault: verify through it, or verify a copy"});
    return {};
}

} // namespace

Expected<AuditVerdict> verify_audit_offline(
    const Folders& folders, const Custody& custody, World world, const VerifyProgress& progress)
{
    if (const auto apart = check_apart(folders); !apart)
        return fail(apart.error());
    if (const auto idle = check_idle(folders, world.files); !idle)
        return fail(idle.error());
    auto keys = open_keys_folder(folders.keys, custody, world);
    if (!keys)
        return fail(keys.error());
    if (const auto same = check_store_file(folders, keys->store, world.files); !same)
        return fail(same.error());
    const NoteSigner signer{keys->audit_seed, keys->origin};
    try {
        GatedVfs vfs{world.files, GatedVfs::Kind::still};
        Database database{vfs, database_file(folders), keys->database_key, Database::Mode::still};
        const AuditTable log{database};
        const LogSource source{
            [&](const std::function<void(const AuditTable&)>& reading) -> Expected<void> {
                try {
                    const ReadTransaction snapshot{database};
                    reading(log);
                    return {};
                } catch (const StorageFault& fault) {
                    return fail(fault.error());
                }
            }};
        auto verdict = verify_log(source, keys->origin, signer.verifier(), 0, progress);
        if (verdict && verdict->ok && !database.every_page_holds()) {
            verdict->ok = false;
            verdict->fault = AuditFault::damaged;
            verdict->problem = "the log holds, but another page of the database is damaged";
        }
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

} // namespace vault
