#pragma once

#include "base/file.h"
#include "vault/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace vault {

inline constexpr std::size_t slot_block_bytes = 4096;

// One block as it lies in the file; aligned so that O_DIRECT takes it.
struct alignas(slot_block_bytes) SlotBlock {
    std::array<std::byte, slot_block_bytes> bytes{};
};

// The blocks of a file of the keys folder: written in place, whole, through to the device; never renamed, never shrunk. Knows nothing of keys.
//
// Threads: the writer's only.
class SlotFile {
public:
    // Makes the file with its first block, synced. conflict when it exists.
    [[nodiscard]] static Expected<void> create(
        Files& files, const std::filesystem::path& path, const SlotBlock& first);
    // reading: of a copy, also on read-only media and whatever the file system; nothing may be written then.
    enum class Use : std::uint8_t { serving, reading };
    // invalid for serving on a copy-on-write file system.
    [[nodiscard]] static Expected<SlotFile> open(
        Files& files, const std::filesystem::path& path, Use use = Use::serving);

    // Durable when it returns.
    [[nodiscard]] Expected<void> write(std::uint64_t block, const SlotBlock& content);
    // From the device, not from the page cache, where O_DIRECT is possible; else as near as the system allows.
    [[nodiscard]] Expected<void> read(std::uint64_t block, SlotBlock& content) const;
    [[nodiscard]] std::uint64_t blocks() const noexcept { return blocks_; }
    // Appends zero blocks that are really written: later writes then change no metadata and cannot run out of space.
    [[nodiscard]] Expected<void> grow(std::uint64_t count);
    // "L1": O_DIRECT on a file system known to overwrite in place; else "L0".
    [[nodiscard]] std::string_view level() const noexcept
    {
        return direct_ && in_place_ ? "L1" : "L0";
    }

private:
    SlotFile(File file, std::uint64_t blocks, bool direct, bool in_place);

    File file_;
    std::uint64_t blocks_;
    bool direct_;
    bool in_place_;
};

} // namespace vault
