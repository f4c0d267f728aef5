#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace vault {

// A value that must not be copied, printed or logged: a key, a password, a customer's credential.
//
// Lives in a locked arena that is left out of core dumps (MADV_DONTDUMP) and is wiped when it dies. Move-only; comparing, printing
// and converting do not compile (tests/does_not_compile). reveal() is the one accessor: searching for it lists every reader.
//
// Arena: 6 MiB of mlock'ed memory, taken on first use (RLIMIT_MEMLOCK is 8 MiB by default); where locking is refused the
// program aborts, and where the arena is exhausted std::bad_alloc is thrown, rather than put a secret into ordinary memory. A single Secret holds at most 256 KiB.
// Threads: distinct Secrets may be used from distinct threads; the arena has its own lock.
class Secret {
public:
    static constexpr std::size_t bytes_max = 256 * 1024;

    Secret() noexcept = default;
    // `size` zero bytes, to be filled through mutable_bytes().
    explicit Secret(std::size_t size);
    // Copies the bytes; wiping the source is the caller's duty.
    [[nodiscard]] static Secret copy_of(std::span<const std::byte> bytes);
    [[nodiscard]] static Secret copy_of(std::string_view text);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] std::span<const std::byte> reveal() const noexcept { return {data_, size_}; }
    [[nodiscard]] std::span<std::byte> mutable_bytes() noexcept { return {data_, size_}; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    // A second locked copy, said aloud.
    [[nodiscard]] Secret clone() const;
    void wipe() noexcept;

private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

// Constant-time equality; false for different sizes.
[[nodiscard]] bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) noexcept;

// Overwrites memory in a way the compiler keeps.
void wipe(std::span<std::byte> bytes) noexcept;

} // namespace vault
