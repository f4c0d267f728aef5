#include "access/rate_limiter.h"

#include <algorithm>
#include <bit>

namespace server {

namespace {

// SipHash-2-4 (Aumasson, Bernstein 2012): a short keyed hash made for hash tables under attack.
class SipHash {
public:
    SipHash(std::uint64_t k0, std::uint64_t k1)
        : v0_{k0 ^ 0x736f6d6570736575U}, v1_{k1 ^ 0x646f72616e646f6dU},
          v2_{k0 ^ 0x6c7967656e657261U}, v3_{k1 ^ 0x7465646279746573U}
    {
    }

    std::uint64_t of(std::string_view text)
    {
        std::uint64_t word = 0;
        for (std::size_t index = 0; index < text.size(); ++index) {
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[index]))
                    << (8 * (index % 8));
            if (index % 8 == 7) {
                absorb(word);
                word = 0;
            }
        }
        absorb(word | (static_cast<std::uint64_t>(text.size()) << 56));
        v2_ ^= 0xFF;
        for (int round = 0; round < 4; ++round) {
            mix();
        }
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    void absorb(std::uint64_t word)
    {
        v3_ ^= word;
        mix();
        mix();
        v0_ ^= word;
    }

    void mix()
    {
        v0_ += v1_;
        v1_ = std::rotl(v1_, 13) ^ v0_;
        v0_ = std::rotl(v0_, 32);
        v2_ += v3_;
        v3_ = std::rotl(v3_, 16) ^ v2_;
        v0_ += v3_;
        v3_ = std::rotl(v3_, 21) ^ v0_;
        v2_ += v1_;
        v1_ = std::rotl(v1_, 17) ^ v2_;
        v2_ = std::rotl(v2_, 32);
    }

    std::uint64_t v0_;
    std::uint64_t v1_;
    std::uint64_t v2_;
    std::uint64_t v3_;
};

} // namespace

RateLimiter::RateLimiter(std::uint32_t per_window_max, std::int64_t window_ms,
    const vault::Clock& clock, vault::Random& random)
    : per_window_max_{per_window_max}, window_ms_{window_ms}, clock_{clock}, slots_(slots_count)
{
    random.fill(std::as_writable_bytes(std::span{hash_key_}));
}

std::size_t RateLimiter::slot_of(std::string_view key) const
{
    return SipHash{hash_key_[0], hash_key_[1]}.of(key) % slots_count;
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
