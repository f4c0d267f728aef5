#include "access/rate_limiter.h"

#include <algorithm>

namespace server {

RateLimiter::RateLimiter(std::uint32_t per_window_max, std::int64_t window_ms,
    const vault::Clock& clock, vault::Random& random)
    : per_window_max_{per_window_max}, window_ms_{window_ms}, clock_{clock}, slots_(slots_count)
{
    random.fill(hash_key_);
}

std::size_t RateLimiter::slot_of(std::string_view key) const
{
    return vault::keyed_hash(hash_key_, key) % slots_count;
}

std::optional<std::uint32_t> RateLimiter::count(std::string_view key)
{
    const std::int64_t now_ms = clock_.now().ms;
    const std::int64_t window = now_ms / window_ms_;
    const std::lock_guard lock{mutex_};
    Slot& slot = slots_[slot_of(key)];
    if (slot.window != window) {
        slot = {window, 0};
    }
    if (slot.events >= per_window_max_) {
        const std::int64_t left_ms = (window + 1) * window_ms_ - now_ms;
        return static_cast<std::uint32_t>(std::max<std::int64_t>(1, (left_ms + 999) / 1000));
    }
    ++slot.events;
    return std::nullopt;
}

} // namespace server
