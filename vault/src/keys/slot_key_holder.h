#pragma once

#include "keys/key_holder.h"
#include "keys/slot_file.h"
#include "vault/random.h"

#include <deque>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

namespace vault {

// Keys in one file of fixed records, each wrapped under W. docs/formats.md has the grammar.
//
//   block 0       "ticket-vault keys.slots 1\n", the store id and a newline; rest zero
//   block 1 + n   32 records of 128 bytes: version (1), nonce (24), wrapped key (48), rest zero; all zero: free
//
// A record's associated data is store, slot number and object, so it opens in no other place. Four records fill a 512-byte sector
// exactly and a block is written whole with its other records unchanged: a torn write harms no neighbour.
// Destroying: the record becomes zero, its block is written through and read back before the slot may be used again.
//
// The wrapped records are mirrored in memory, so opening a key reads no disk.
// Threads: as KeyHolder says.
class SlotKeyHolder final : public KeyHolder {
public:
    static constexpr std::size_t record_bytes = 128;
    static constexpr std::size_t block_records = slot_block_bytes / record_bytes;

    [[nodiscard]] static Expected<void> create(
        Files& files, const std::filesystem::path& path, std::string_view store);
    // `wrapping` is W. foreign when the file belongs to another store.
    [[nodiscard]] static Expected<std::unique_ptr<SlotKeyHolder>> open(Files& files,
        const std::filesystem::path& path, std::string_view store, Secret wrapping, Random& random);

    [[nodiscard]] Expected<KeySlot> put(std::string_view object, const Secret& key) override;
    void mark_for_destruction(KeySlot slot) override;
    [[nodiscard]] Expected<void> prepare() override;
    // When it fails the marked keys no longer open, but may still lie on the device: call it again, or recover() after a restart.
    [[nodiscard]] Expected<void> finish() override;
    void abandon() noexcept override;
    [[nodiscard]] std::size_t savepoint() const noexcept override { return steps_.size(); }
    void rollback_to(std::size_t savepoint) noexcept override;
    [[nodiscard]] Expected<Secret> open(KeySlot slot, std::string_view object) const override;
    // Opens every live key before it destroys anything, so that a database of another time destroys nothing here.
    [[nodiscard]] Expected<void> recover(std::span<const LiveKey> live) override;
    [[nodiscard]] std::uint64_t live_count() const noexcept override;
    [[nodiscard]] std::string_view level() const noexcept override { return file_.level(); }

private:
    struct Step { // since the last finish or abandon
        bool put; // else: marked for destruction
        std::uint64_t slot;
    };

    SlotKeyHolder(SlotFile file, std::string store, Secret wrapping, Random& random);
    [[nodiscard]] Expected<void> load();
    [[nodiscard]] Expected<void> grow();
    [[nodiscard]] std::span<std::byte> record(std::uint64_t slot) noexcept;
    [[nodiscard]] std::span<const std::byte> record(std::uint64_t slot) const noexcept;
    [[nodiscard]] Expected<void> write_blocks(const std::set<std::uint64_t>& slots);
    // Zeroes, writes and reads back every slot of condemned_, then frees them.
    [[nodiscard]] Expected<void> destroy_condemned();
    void clear_record(std::uint64_t slot) noexcept;

    SlotFile file_;
    std::string store_;
    Secret wrapping_;
    Random& random_;

    mutable std::shared_mutex
        mutex_; // guards mirror_ and live_; only the writer's thread changes them
    // Block 1 + n of the file at index n, with what put() added. A deque, since a growing vector would leave old copies in freed memory.
    std::deque<SlotBlock> mirror_;
    std::uint64_t live_ = 0; // records in the mirror that are not zero

    // The writer's thread only.
    std::vector<std::uint64_t> free_; // zero on the device; the last is used next
    std::vector<Step> steps_;
    bool prepared_ = false;             // the puts of steps_ may lie on the device
    std::set<std::uint64_t> condemned_; // zero in the mirror, perhaps not yet on the device
};

} // namespace vault
