#pragma once

#include "vault/error.h"
#include "vault/files.h"
#include "vault/secret.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace vault {

// One open file of the vault. Every operation asks Files::permit first, so that tests can fail or record it. Errors never name a path.
// Codes: missing (ENOENT), read_only (EACCES, EPERM, EROFS), disk_full (ENOSPC, EDQUOT), conflict (EEXIST), in_use (lock taken), else io.
//
// Ownership: move-only, closes at the end of its life. Threads: positioned reads and writes may run in parallel; the caller orders those
// that overlap.
class File {
public:
    enum class Mode : std::uint8_t {
        read,
        read_write,
        create
    }; // create: 0600, refused with conflict where the file exists
    // direct: O_DIRECT | O_DSYNC; buffers, sizes and offsets are multiples of 4096, and a write is on the device when it returns.
    // named: by a person, who may name a link or a pipe; elsewhere a link is not followed.
    enum class Path : std::uint8_t { cached, direct, named };

    [[nodiscard]] static Expected<File> open(
        Files& files, const std::filesystem::path& path, Mode mode, Path through = Path::cached);
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    // Fills all of `out`, or corrupt when the file ends before.
    [[nodiscard]] Expected<void> read_at(std::uint64_t offset, std::span<std::byte> out) const;
    // What comes next, at most `out`; 0 at the end. For what has no offsets (a pipe). invalid for a folder.
    [[nodiscard]] Expected<std::size_t> read_next(std::span<std::byte> out) const;
    [[nodiscard]] Expected<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    // After a failed sync nobody knows what is on the device: the caller must stop, never sync again and go on.
    [[nodiscard]] Expected<void> sync();
    [[nodiscard]] Expected<void> truncate(std::uint64_t size);
    // At least `size` bytes of the disk belong to the file afterwards; what it holds stays.
    [[nodiscard]] Expected<void> allocate(std::uint64_t size);
    // The same from `from` to `until`, and the file stays as long as it is: nobody else gets what lies beyond its end, until it is truncated.
    // False where the file system cannot.
    [[nodiscard]] Expected<bool> hold(std::uint64_t from, std::uint64_t until);
    [[nodiscard]] Expected<std::uint64_t> size() const;
    // Exclusive, not waiting: in_use when another holder lives. Ends with this object or its process.
    [[nodiscard]] Expected<void> lock();
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    File(Files& files, std::filesystem::path path, int descriptor, Path through);
    void close() noexcept;

    Files* files_;
    std::filesystem::path path_;
    int descriptor_ = -1;
    Path through_;
};

// The file appears whole or not at all: temporary name in the same folder, sync, rename, sync of the folder. Mode 0600.
[[nodiscard]] Expected<void> write_whole_file(
    Files& files, const std::filesystem::path& path, std::span<const std::byte> bytes);
// corrupt when the file is larger than `bytes_max`.
[[nodiscard]] Expected<std::string> read_file(
    Files& files, const std::filesystem::path& path, std::size_t bytes_max);
// A file that a person names, into locked memory: links are followed, and a pipe or an open descriptor (/dev/fd/N) is read to its end.
// invalid when it holds more than `bytes_max` or is a folder.
[[nodiscard]] Expected<Secret> read_secret_file(
    Files& files, const std::filesystem::path& path, std::size_t bytes_max);
// Makes the folder with mode 0700; one that exists already is left as it is. Its name is durable when it returns, unless it was there and its
// parent may not be read.
[[nodiscard]] Expected<void> create_folder(Files& files, const std::filesystem::path& folder);
// What a rename or a new name in `folder` needs to survive a power loss.
[[nodiscard]] Expected<void> sync_folder(Files& files, const std::filesystem::path& folder);
// Puts what stands at `from` in the place of `to`, in one step and durable when it returns; both in one folder. Who wrote `from` has synced it.
[[nodiscard]] Expected<void> replace_file(
    Files& files, const std::filesystem::path& from, const std::filesystem::path& to);
// Removes the name; one that is not there is fine.
[[nodiscard]] Expected<void> remove_file(Files& files, const std::filesystem::path& path);

} // namespace vault
