#include "engine/trusted_time.h"

#include <algorithm>

namespace vault {

TrustedTime::TrustedTime(const Clock& clock, Instant high_water)
    : clock_{clock}, high_water_{high_water.ms}, offset_{0}
{
    const std::int64_t wall = clock_.now().ms;
    const bool closed_too_long = high_water.ms != 0 && wall - high_water.ms > gap_ms_max;
    // A clock that is behind at the opening may be set right later: that is no step forward.
    offset_ =
        (closed_too_long ? high_water.ms : std::max(wall, high_water.ms)) - clock_.since_boot_ms();
}

// The offset stays what it was at the opening: a clock that was set in thirty small steps has run away as far as in one.
std::int64_t TrustedTime::believed(std::int64_t wall) const noexcept
{
    const std::int64_t steady = offset_.load() + clock_.since_boot_ms();
    return std::max(wall - steady > drift_ms_max ? steady : wall, high_water_.load());
}

Instant TrustedTime::now() const noexcept { return {believed(clock_.now().ms)}; }

Instant TrustedTime::latest() const noexcept
{
    const std::int64_t wall = clock_.now().ms;
    return {std::max(wall, believed(wall))};
}

bool TrustedTime::unconfirmed() const noexcept
{
    const std::int64_t wall = clock_.now().ms;
    return believed(wall) < wall;
}

void TrustedTime::raise(Instant used) noexcept
{
    std::int64_t before = high_water_.load();
    while (before < used.ms && !high_water_.compare_exchange_weak(before, used.ms)) {
    }
}

void TrustedTime::confirm() noexcept { offset_ = clock_.now().ms - clock_.since_boot_ms(); }

} // namespace vault
