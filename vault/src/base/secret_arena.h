#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace vault {

// The locked memory every Secret lives in: one mapping, mlock'ed at once and left out of core dumps, divided by the buddy method
// (Knowlton 1965): blocks of 32 bytes to 256 KiB, each a power of two, halves joined again when both are free. So a 32-byte key costs 32
// bytes and neither order of freeing fragments it for good. A freed block is wiped before anybody can get it.
//
// Aborts after one line on stderr when the kernel refuses to lock the memory; std::bad_alloc when nothing is left: a secret never goes to memory that
// may reach a swap device or a core file.
// Threads: any.
class SecretArena {
public:
    static constexpr std::size_t arena_bytes = 6 * 1024 * 1024;

    // Never destroyed: Secrets of static life may outlast it otherwise.
    [[nodiscard]] static SecretArena& instance();

    [[nodiscard]] std::byte* allocate(std::size_t size);
    // `size` is what was asked for at allocate().
    void release(std::byte* block, std::size_t size) noexcept;
    // For tests and metrics: bytes of blocks now handed out.
    [[nodiscard]] std::size_t bytes_in_use() const;

private:
    static constexpr std::size_t block_bytes_min = 32;
    static constexpr std::size_t orders = 14; // 32 B << 13 = 256 KiB
    static constexpr std::size_t block_bytes_max = block_bytes_min << (orders - 1);
    static constexpr std::uint8_t not_a_free_block = 0xff;

    // Lies inside a free block; the block holds nothing else.
    struct FreeBlock {
        FreeBlock* next;
        FreeBlock* previous;
    };

    SecretArena();
    [[nodiscard]] static std::size_t order_for(std::size_t size) noexcept;
    [[nodiscard]] std::size_t index_of(const std::byte* block) const noexcept;
    void push(std::byte* block, std::size_t order) noexcept;
    void unlink(std::byte* block, std::size_t order) noexcept;

    mutable std::mutex mutex_; // guards everything below
    std::byte* base_ = nullptr;
    std::array<FreeBlock*, orders> free_{};
    std::vector<std::uint8_t>
        free_order_; // by block_bytes_min: order of the free block that starts there
    std::size_t in_use_ = 0;
};

} // namespace vault
