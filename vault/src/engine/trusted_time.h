#pragma once

#include "store/meta_table.h"
#include "vault/clock.h"

#include <atomic>
#include <cstdint>
#include <string>

namespace vault {

// How late it is, as far as a clock that anybody may set can be believed: what destroys must not follow it blindly.
//
//   now()      never earlier than any time given before, also to a database of another time; the wall clock's, unless that has run away from the
//              clock that counts since the machine's start by more than drift_ms_max, in one step or in many. Then the time goes on from where it
//              was at the opening, at that clock's pace.
//              While the wall clock is behind what was used before, the time goes on at half the pace, until the other has caught up: it never
//              stands still, or what was allowed for a minute would be open for as long as the clock is wrong.
//   latest()   the wall clock's if it is later: what is over by it is refused, although nothing is destroyed by it.
//
// As long as the machine has not been started again since, the time goes on from where it was at an earlier opening (ClockBasis): closing and opening
// confirms nothing. After a start of the machine nothing has counted what passed: the wall clock is believed if the vault was closed for gap_ms_max at
// most, and unless it was in doubt before and nobody has set it back since. confirm() believes it.
// Threads: any.
class TrustedTime {
public:
    static constexpr std::int64_t drift_ms_max = 3'600'000;
    static constexpr std::int64_t gap_ms_max = 72 * 3'600'000LL;

    // `high_water`: the latest time the vault was ever told of; 0 for a new one. `before`: the basis() that was stored last.
    TrustedTime(const Clock& clock, Instant high_water, const ClockBasis& before);

    [[nodiscard]] Instant now() const noexcept;
    [[nodiscard]] Instant latest() const noexcept;
    // The wall clock is ahead of what is believed.
    [[nodiscard]] bool unconfirmed() const noexcept;
    // It is more than drift_ms_max behind.
    [[nodiscard]] bool behind() const noexcept;
    // A time that was used and may not be undercut.
    void raise(Instant used) noexcept;
    [[nodiscard]] Instant high_water() const noexcept { return {high_water_.load()}; }
    // What the next opening goes on from.
    [[nodiscard]] ClockBasis basis() const;
    void confirm() noexcept;
    // The wall clock is not ahead of what was told by more than drift_ms_max.
    [[nodiscard]] bool agrees_with(const WitnessedTime& told) const noexcept;
    // confirm() if it agrees, else nothing. Believed is the earlier of the two, and up to drift_ms_max beyond, however the wall clock is set
    // meanwhile: who tells a later time arms nothing.
    [[nodiscard]] bool confirm(const WitnessedTime& told) noexcept;

private:
    // What is believed when the wall clock says `wall`. One reading for each answer: between two of them time passes.
    [[nodiscard]] std::int64_t believed(std::int64_t wall) const noexcept;

    const Clock& clock_;
    const std::string machine_start_;
    std::atomic<std::int64_t> high_water_;
    // Twice the high-water mark minus the clock since the machine's start, as it was when the mark rose: half of the two together is the time at
    // half the pace.
    std::atomic<std::int64_t> half_pace_;
    // Time minus the clock since the machine's start, as it was when the wall clock was believed last.
    std::atomic<std::int64_t> offset_;
};

} // namespace vault
