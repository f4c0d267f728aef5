#pragma once

#include "keys/slot_file.h"
#include "vault/secret.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace vault {

// What must not be rolled back with the data folder: how late it has been, and how long the audit log was.
struct Mark {
    std::uint64_t latest_ms = 0;          // highest trusted time seen, Unix milliseconds
    std::uint64_t log_size = 0;           // entries of the audit log
    std::array<std::byte, 32> log_root{}; // its RFC 6962 root
    friend bool operator==(const Mark&, const Mark&) = default;
};

// The last Mark, in two fixed blocks of one file written by turns, so that a write that fails leaves the one before.
//
//   block   eight sectors of 512 bytes, each the same record and zeros
//   record  serial (u64le), latest_ms (u64le), log_size (u64le), log_root (32), tag (32)
//   tag     keyed_hash(W, "tv1/mark", vault id || the 56 bytes before)
//
// A record stands in the block that its serial modulo 2 names. The one with the highest serial whose tag is right holds. It is repeated, so that a
// damaged sector loses no mark: from a lost one nobody could tell whether it was the last. Nothing in it is secret; the tag is there so that only who
// holds W can move it.
// Threads: the writer's only.
class MarkFile {
public:
    [[nodiscard]] static Expected<void> create(Files& files, const std::filesystem::path& path,
        std::string_view store, const Secret& wrapping, const Mark& first);
    // corrupt when neither block has a record with a right tag. `wrapping` is W, under which the next is written; a tag under `former` is right too.
    [[nodiscard]] static Expected<MarkFile> open(Files& files, const std::filesystem::path& path,
        std::string_view store, Secret wrapping, const Secret& former = {},
        SlotFile::Use use = SlotFile::Use::serving);

    // Whether a mark was ever written after the first one. False when there is no file; needs no key, so it proves nothing.
    [[nodiscard]] static Expected<bool> was_written(
        Files& files, const std::filesystem::path& path);

    [[nodiscard]] const Mark& last() const noexcept { return last_; }
    // How the file was when it was opened; two writes make it whole again.
    //   spoiled   a sector holds no record, but no mark is lost
    //   lost      one block holds no record, or not that of the mark before or after: last() may be the mark before the last
    enum class Found : std::uint8_t { whole, spoiled, lost };
    [[nodiscard]] Found found() const noexcept { return found_; }
    // Durable when it returns. Neither number may fall. When it fails the mark before still holds; it may be called again.
    [[nodiscard]] Expected<void> write(const Mark& mark);
    // From now on marks are written under this W.
    void wrap_with(Secret wrapping) noexcept { wrapping_ = std::move(wrapping); }

private:
    MarkFile(SlotFile file, std::string store, Secret wrapping);

    SlotFile file_;
    std::string store_;
    Secret wrapping_;
    std::uint64_t serial_ = 0;
    Mark last_;
    Found found_ = Found::whole;
};

} // namespace vault
