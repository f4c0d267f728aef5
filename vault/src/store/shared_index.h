#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vault {

// SQLite's index of one write-ahead log, in memory: one process alone has the database open (FolderLock), so that its connections need no file for it.
// A file would have to find room anew at every opening, also on a full disk.
//
// Threads: any.
class SharedIndex {
public:
    static constexpr int locks = 8; // SQLITE_SHM_NLOCK
    using Region = std::byte;

    // What one connection holds, a bit for each lock.
    struct Held {
        std::uint8_t shared = 0;
        std::uint8_t exclusive = 0;
    };

    // Zeros at first; null where it is not there and not to be made. Throws bad_alloc.
    [[nodiscard]] Region* region(std::size_t number, std::size_t bytes, bool make);
    // `count` locks from `first`, all or none. False when another connection is in the way.
    [[nodiscard]] bool lock_shared(Held& own, int first, int count);
    [[nodiscard]] bool lock_exclusive(Held& own, int first, int count);
    void unlock(Held& own, int first, int count);
    void barrier();

private:
    std::mutex mutex_; // guards everything below, and every Held
    std::vector<std::unique_ptr<Region[]>> regions_;
    std::array<unsigned, locks> sharing_{}; // connections
    std::uint8_t exclusive_ = 0;
};

// Those that some connection uses, by the database's path. Threads: any.
class SharedIndexes {
public:
    // Connections through different VFSs must agree, too.
    [[nodiscard]] static SharedIndexes& of_process();
    [[nodiscard]] std::shared_ptr<SharedIndex> of(const std::string& database);

private:
    std::mutex mutex_; // guards what follows
    std::map<std::string, std::weak_ptr<SharedIndex>> indexes_;
};

} // namespace vault
