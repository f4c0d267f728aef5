#include "engine/trusted_time.h"

#include <algorithm>

namespace vault {

namespace {

void raise(std::atomic<std::int64_t>& mark, std::int64_t to) noexcept
{
    std::int64_t before = mark.load();
    while (before < to && !mark.compare_exchange_weak(before, to)) {
    }
}

} // namespace

TrustedTime::TrustedTime(const Clock& clock, Instant high_water, const ClockBasis& before)
    : clock_{clock}, machine_start_{clock.machine_start()}, high_water_{high_water.ms},
      half_pace_{2 * high_water.ms - clock.since_boot_ms()}, offset_{0}
{
    const std::int64_t wall = clock_.now().ms;
    if (!machine_start_.empty() && machine_start_ == before.machine_start) {
        offset_ = before.offset_ms;
        return;
    }
    const bool closed_too_long = high_water.ms != 0 && wall - high_water.ms > gap_ms_max;
    const bool still_doubted = before.doubted && wall >= before.doubted->ms;
    // A clock that is behind at the opening may be set right later: that is no step forward.
    offset_ = (closed_too_long || still_doubted ? high_water.ms : std::max(wall, high_water.ms)) -
              clock_.since_boot_ms();
}

ClockBasis TrustedTime::basis() const
{
    const Instant wall = clock_.now();
    const bool doubted = believed(wall.ms) < wall.ms;
    return {machine_start_, offset_.load(), doubted ? std::optional{wall} : std::nullopt};
}

// The offset stays what it was at the opening: a clock that was set in thirty small steps has run away as far as in one.
std::int64_t TrustedTime::believed(std::int64_t wall) const noexcept
{
    const std::int64_t boot = clock_.since_boot_ms();
    const std::int64_t steady = offset_.load() + boot;
    return std::max({wall - steady > drift_ms_max ? steady : wall, high_water_.load(),
        (half_pace_.load() + boot) / 2});
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

bool TrustedTime::behind() const noexcept
{
    const std::int64_t wall = clock_.now().ms;
    return believed(wall) - wall > drift_ms_max;
}

void TrustedTime::raise(Instant used) noexcept
{
    vault::raise(high_water_, used.ms);
    vault::raise(half_pace_, 2 * used.ms - clock_.since_boot_ms());
}

void TrustedTime::confirm() noexcept { offset_ = clock_.now().ms - clock_.since_boot_ms(); }

bool TrustedTime::agrees_with(const WitnessedTime& told) const noexcept
{
    const std::int64_t passed = clock_.since_boot_ms() - told.since_boot_ms;
    return clock_.now().ms - (told.time.ms + passed) <= drift_ms_max;
}

bool TrustedTime::confirm(const WitnessedTime& told) noexcept
{
    if (!agrees_with(told))
        return false;
    // Not what they told, where that is later: whoever lies once would be believed as far as that until the next opening.
    offset_ = std::min(told.time.ms - told.since_boot_ms, clock_.now().ms - clock_.since_boot_ms());
    return true;
}

} // namespace vault
