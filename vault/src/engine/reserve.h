#pragma once

#include "base/file.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace vault {

// Room of the disk kept back for what must go on when it is full: endings, their audit entries and certificates. It lies in the files that will need
// it, beyond the end of the database and in its write-ahead log, so that nobody else gets it, neither when it comes into use nor while the vault is closed.
//
// Where the file system cannot hold room beyond a file's end, it is a file of its own, `reserve`, that is cut when the room is needed: who writes
// at that moment may be quicker.
// Threads: the writer's only, except has_room_beside() and whole().
class Reserve {
public:
    // In the log; in the database as much, or one part of so many of it, whichever is more. A credential that time ends takes 77 bytes of the database
    // until it has its entry, and took 1,400 when it was sealed, so that there is room for all of them at once.
    static constexpr std::uint64_t bytes_max = 8ULL * 1024 * 1024;
    static constexpr std::uint64_t database_share = 16;
    // Of a disk too small for that: one part of so many.
    static constexpr std::uint64_t bytes_min = bytes_max / 8;
    static constexpr std::uint64_t disk_share = 16;

    [[nodiscard]] static std::uint64_t bytes_for(const std::filesystem::path& database);

    struct Used { // bytes
        std::uint64_t database;
        std::uint64_t log;
    };
    // Of the room in the database. for_keys: all but half of bytes_for().
    enum class Left : std::uint8_t { whole, for_keys, nothing };

    Reserve(Files& files, const std::filesystem::path& database);
    Reserve(const Reserve&) = delete;
    Reserve& operator=(const Reserve&) = delete;
    ~Reserve() = default;

    // Once the database is open. disk_full: not all of it is held.
    [[nodiscard]] Expected<void> take(Used used);
    // Takes what is missing. disk_full: it is not whole, and what remains is for endings.
    [[nodiscard]] Expected<void> fill(Used used);
    // Before a COMMIT after which the database has `bytes`. disk_full where that would leave less than it must.
    [[nodiscard]] Expected<void> secure(std::uint64_t bytes, Left left);
    // The log was cut to what the VFS keeps: bytes_for().
    void note_cut_log() noexcept;
    // Gives the file of its own back to the disk. False when there is none, or nothing in it.
    [[nodiscard]] bool release();
    // As fill() found it last.
    [[nodiscard]] bool whole() const noexcept { return whole_; }
    // False while it is not whole, and while the disk has less beside it than a batch may need. True where it does not tell.
    [[nodiscard]] bool has_room_beside() const noexcept;

private:
    struct Part {
        std::filesystem::path path;
        std::optional<File> file{};
        std::uint64_t held = 0; // bytes from its start
    };

    [[nodiscard]] std::uint64_t room(std::uint64_t database_bytes, Left left) const noexcept;
    [[nodiscard]] Expected<void> hold(Part& part, std::uint64_t until);
    [[nodiscard]] Expected<void> hold_beside();

    Files& files_;
    Part database_;
    Part log_;
    Part beside_;
    const std::uint64_t bytes_;
    bool within_ = true;
    std::atomic<bool> whole_{false};
};

// Before the opening of the database: what an earlier run held in a file of its own becomes room. Nothing where there is no file.
[[nodiscard]] Expected<void> give_back_reserve(Files& files, const std::filesystem::path& database);

} // namespace vault
