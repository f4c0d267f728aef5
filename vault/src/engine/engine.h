#pragma once

#include "audit/signed_note.h"
#include "engine/folder_pair.h"
#include "engine/mark_check.h"
#include "engine/opened_values.h"
#include "engine/originals_in_use.h"
#include "engine/reserve.h"
#include "engine/shredder.h"
#include "engine/uploads.h"
#include "engine/writer.h"
#include "key_tree/key_writer.h"
#include "key_tree/live_roots.h"
#include "key_tree/snapshot_keys.h"
#include "keys/keys_folder.h"
#include "log/audit_appender.h"
#include "scope/read_scope.h"
#include "store/gated_vfs.h"
#include "store/reader_pool.h"
#include "store/storage_fault.h"
#include "store/transaction.h"
#include "vault/vault.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace vault {

class Engine;

// What an opening is for; an ordinary one for nothing but serving.
struct Opening {
    std::function<Expected<void>(Engine&)> first{}; // done before anything else changes the vault
    LostMark lost_mark = LostMark::refuse;
    std::uint32_t cache_mib = Vault::cache_mib_default;
};

// Everything an open vault is made of. The methods of Vault, in the files named after what they do, are its only users.
class Engine {
public:
    // The parts in the order they must be made; recovery is open_engine's.
    Engine(const Folders& folders, World world_of, FolderLock lock, OpenedKeys keys_of,
        std::uint32_t cache_mib);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Runs `work`, an Expected<T>(ReadScope&), on one snapshot.
    template <class Work>
    [[nodiscard]] auto read(Work&& work) -> decltype(work(std::declval<ReadScope&>()))
    {
        try {
            ReaderPool::Lease lease{readers};
            Tables tables{lease.database()};
            SnapshotKeys snapshot_keys{roots, tables.nodes, store, world.random};
            ReadTransaction snapshot{lease.database()};
            ReadScope scope{tables, snapshot_keys, store, writer.now()};
            scope.latest = writer.latest();
            return work(scope);
        } catch (const StorageFault& fault) {
            if (fault.error().code() == ErrorCode::corrupt)
                writer.note_damage();
            return fail(fault.error());
        }
    }
    template <class T, class Work>
    [[nodiscard]] Expected<Applied<T>> write(Work&& work, Room room = Room::ordinary)
    {
        return writer.apply<T>(std::forward<Work>(work), room);
    }

    const World world;
    const std::filesystem::path keys_folder;
    const FolderLock lock;
    OpenedKeys keys; // what a change of the custody key touches is the writer's
    std::atomic<Custody::Kind> custody;
    std::mutex changing_custody; // held from begin_rotation() to finish_rotation()
    const std::string store;     // StoreId text
    const std::string boot;      // BootId text of this run
    const NoteSigner signer;
    GatedVfs vfs;
    LiveRoots roots;
    OpenedValues opened_values;

private:
    // Throws StorageFault.
    [[nodiscard]] Expected<void> take_reserve();

    Reserve reserve_;     // outlives what lies in its files
    Database database_;   // the writer's
    const bool migrated_; // false: an index waits for pages that hold
    Tables tables_;
    AuditAppender log_;
    KeyWriter key_writer_;
    friend Expected<std::unique_ptr<Engine>> start_engine(
        const Folders&, FolderLock, OpenedKeys, World, const Opening&);

public:
    Writer writer;
    ReaderPool readers;
    Uploads uploads;
    OriginalsInUse originals_in_use;
    Shredder shredder;
};

// Vault::open's work: lock, keys, database, recovery, and the shredding of what fell due.
[[nodiscard]] Expected<std::unique_ptr<Engine>> open_engine(
    const Folders& folders, const Custody& custody, World world, const Opening& opening = {});
// A change of the custody key is over once everything lies under the new W: its entry, and the folder. `by` null: nobody asked for it now.
[[nodiscard]] Expected<void> end_rotation(Engine& engine, const Actor* by);
// The part of it that comes after lock and keys. Throws StorageFault.
[[nodiscard]] Expected<std::unique_ptr<Engine>> start_engine(
    const Folders& folders, FolderLock lock, OpenedKeys keys, World world, const Opening& opening);

} // namespace vault
