#pragma once

#include "vault/clock.h"
#include "vault/keyed_hash.h"
#include "vault/random.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace server {

// Counts events per key in fixed windows, in bounded memory: keys are hashed under a random key into a table of slots, so two keys
// may share a count (too strict, never too lax) and nobody can choose whose.
//
// Threads: any.
class RateLimiter {
public:
    RateLimiter(std::uint32_t per_window_max, std::int64_t window_ms, const vault::Clock& clock,
        vault::Random& random);

    // Counts one event. Nothing when it is within the limit, else the seconds until the window ends (at least 1).
    [[nodiscard]] std::optional<std::uint32_t> count(std::string_view key);

private:
    struct Slot {
        std::int64_t window = -1;
        std::uint32_t events = 0;
    };
    static constexpr std::size_t slots_count = 16'384;

    std::size_t slot_of(std::string_view key) const;

    const std::uint32_t per_window_max_;
    const std::int64_t window_ms_;
    const vault::Clock& clock_;
    vault::HashKey hash_key_{};
    std::mutex mutex_; // guards slots_
    std::vector<Slot> slots_;
};

} // namespace server
