#pragma once

#include "vault/files.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tests {

// A full disk on which somebody else writes all the time: a file has the blocks it has, and whatever it gives back is gone before it can ask again.
// Threads: permit() from any.
class CrowdedDisk {
public:
    // From now on, for the files below `folder` as they lie on the real disk.
    void fill(const std::filesystem::path& folder);
    // The same, and of the room beyond its end the file `name` has only so many bytes left.
    void fill(const std::filesystem::path& folder, const std::string& name, std::uint64_t left);
    // There is room again for everybody.
    void clear();
    // The errno of a FailingFiles::Hook.
    [[nodiscard]] int permit(const vault::FileAccess& access) noexcept;
    // Operations that found no room.
    [[nodiscard]] std::uint64_t refused() const;

private:
    [[nodiscard]] bool finds_room(const vault::FileAccess& access);

    mutable std::mutex mutex_; // guards what follows
    std::optional<std::filesystem::path> folder_;
    std::map<std::filesystem::path, std::uint64_t> held_; // bytes from the start of each
    std::uint64_t refused_ = 0;
};

// What a file has of the real disk.
[[nodiscard]] std::uint64_t bytes_on_disk(const std::filesystem::path& file);

} // namespace tests
