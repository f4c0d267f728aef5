#pragma once

#include "base/file.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace vault {

// Room kept in the data folder for what must go on when the disk is full: endings, their audit entries and certificates, and the files that
// an opening needs. It stays while the vault is closed: who fills the disk meanwhile does not get it.
//
// The size: cutting the write-ahead log (4 MiB between batches) lets the database grow by as much, and a closure writes another MiB. A disk
// too small for that at the opening gives half, a quarter or an eighth of it.
// Threads: the writer's only, except has_room_beside() and spent().
class Reserve {
public:
    static constexpr std::uint64_t bytes_max = 8ULL * 1024 * 1024;
    static constexpr std::uint64_t bytes_min = bytes_max / 8;

    Reserve(Files& files, std::filesystem::path file);
    Reserve(const Reserve&) = delete;
    Reserve& operator=(const Reserve&) = delete;
    ~Reserve() = default;

    // At the opening: the most the disk can give. disk_full: none is held.
    [[nodiscard]] Expected<void> take();
    // Takes as much as at the opening again, unless it is held already. disk_full: none is held.
    [[nodiscard]] Expected<void> fill();
    // Gives the room back to the disk. False when it was not held: there is nothing left to give.
    [[nodiscard]] bool release();
    // False while spent(), and while the disk has less beside what is held than a batch may need. True where it does not tell.
    [[nodiscard]] bool has_room_beside() const noexcept;
    // True from release() to the fill() that succeeds: until then what remains is for endings.
    [[nodiscard]] bool spent() const noexcept { return spent_; }

private:
    [[nodiscard]] Expected<void> open();

    Files& files_;
    std::filesystem::path path_;
    std::uint64_t bytes_ = bytes_max;
    std::optional<File> file_;
    std::atomic<bool> spent_{true};
};

// Before the opening of the database, in whose folder `file` stands: what the last run held becomes room. Nothing where there is no file.
[[nodiscard]] Expected<void> give_back_reserve(Files& files, const std::filesystem::path& file);

} // namespace vault
