#include "engine/trusted_time.h"

#include "support/catch.h"
#include "support/manual_clock.h"

using tests::ManualClock;
using vault::Instant;
using vault::TrustedTime;

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t year_ms = 365 * 24 * hour_ms;

// Time passes between any two readings, as it does outside of tests.
class TickingClock final : public vault::Clock {
public:
    [[nodiscard]] Instant now() const override { return {start.ms + ++passed_}; }
    [[nodiscard]] std::int64_t since_boot_ms() const override { return ++passed_; }
    [[nodiscard]] std::string machine_start() const override { return {}; }

    static constexpr Instant start{ManualClock::start_ms};

private:
    mutable std::int64_t passed_ = 0;
};

} // namespace

TEST_CASE(
    "Trusted time: a millisecond between two readings is no clock that runs ahead", "[vault][time]")
{
    const TickingClock clock;
    TrustedTime time{clock, {}, {}};
    for (int look = 0; look < 100; ++look) {
        CHECK_FALSE(time.unconfirmed());
        time.raise(time.now());
    }
}

TEST_CASE("Trusted time: goes with the clock while both clocks go alike", "[vault][time]")
{
    ManualClock clock;
    TrustedTime time{clock, {}, {}};
    clock.advance(year_ms);
    CHECK(time.now() == clock.now());
    CHECK_FALSE(time.unconfirmed());
}

TEST_CASE(
    "Trusted time: a clock set forward is not believed, in one step or in many", "[vault][time]")
{
    const int steps = GENERATE(1, 30, 1000);
    ManualClock clock;
    TrustedTime time{clock, {}, {}};
    const Instant begun = clock.now();
    for (int step = 0; step < steps; ++step) {
        clock.turn(year_ms / steps);
        time.raise(time.now()); // as each request does
    }
    CHECK(time.now() <= begun + TrustedTime::drift_ms_max);
    CHECK(time.latest() == clock.now());
    CHECK(time.unconfirmed());
    const Instant before = time.now();
    clock.advance(2 * hour_ms); // time itself goes on
    CHECK(time.now() >= before + hour_ms);
    CHECK(time.now() <= begun + 3 * hour_ms);
    clock.turn(-year_ms / steps * steps); // corrected
    CHECK_FALSE(time.unconfirmed());
}

TEST_CASE("Trusted time: a correction of an hour at most is followed", "[vault][time]")
{
    ManualClock clock;
    TrustedTime time{clock, {}, {}};
    clock.turn(TrustedTime::drift_ms_max);
    CHECK(time.now() == clock.now());
    clock.turn(1);
    CHECK(time.now() < clock.now());
}

TEST_CASE("Trusted time: a clock set back takes nothing back", "[vault][time]")
{
    ManualClock clock;
    TrustedTime time{clock, {}, {}};
    clock.advance(hour_ms);
    const Instant used = time.now();
    time.raise(used);
    clock.turn(-year_ms);
    CHECK(time.now() == used);
    CHECK(time.latest() == used);
    clock.turn(year_ms);
    clock.advance(minute_ms);
    CHECK(time.now() == used + minute_ms);
}

TEST_CASE(
    "Trusted time: goes on at half the pace while the clock is behind, until it has caught up",
    "[vault][time]")
{
    ManualClock clock;
    const bool reopened = GENERATE(false, true);
    TrustedTime first{clock, {}, {}};
    const Instant used = first.now();
    first.raise(used);
    clock.turn(-2 * hour_ms);
    TrustedTime second{clock, used, {}};
    TrustedTime& time = reopened ? second : first;
    CHECK(time.behind());
    for (int minute = 1; minute <= 120; ++minute) {
        clock.advance(minute_ms);
        CHECK(time.now() == used + minute * minute_ms / 2);
        time.raise(time.now());
    }
    CHECK_FALSE(time.behind());
    CHECK_FALSE(time.unconfirmed());
    clock.advance(3 * hour_ms);
    CHECK(time.now() == clock.now());
}

TEST_CASE("Trusted time: after more than three days away the clock waits to be confirmed",
    "[vault][time]")
{
    ManualClock clock;
    const Instant left = clock.now();
    clock.advance(TrustedTime::gap_ms_max);
    CHECK(TrustedTime{clock, left, {}}.now() == clock.now());
    clock.advance(1);
    TrustedTime time{clock, left, {}};
    CHECK(time.now() == left);
    CHECK(time.latest() == clock.now());
    clock.advance(hour_ms);
    CHECK(time.now() == left + hour_ms);
    time.confirm();
    CHECK(time.now() == clock.now());
    CHECK_FALSE(time.unconfirmed());
}

TEST_CASE(
    "Trusted time: closing and opening confirms nothing while the machine runs", "[vault][time]")
{
    ManualClock clock;
    const Instant begun = clock.now();
    vault::ClockBasis basis = TrustedTime{clock, begun, {}}.basis();
    Instant used = begun;
    for (int opening = 0; opening < 30; ++opening) {
        clock.turn(TrustedTime::gap_ms_max - hour_ms);
        const TrustedTime time{clock, used, basis};
        CHECK(time.now() <= begun + hour_ms);
        CHECK(time.unconfirmed());
        used = time.now();
        basis = time.basis();
    }
    // Time that passed while it was closed is known, however long it was.
    clock.turn(-30 * (TrustedTime::gap_ms_max - hour_ms));
    clock.advance(year_ms);
    const TrustedTime time{clock, used, basis};
    CHECK(time.now() == clock.now());
    CHECK_FALSE(time.unconfirmed());
}

TEST_CASE("Trusted time: a doubt outlives a start of the machine, until the clock is set right",
    "[vault][time]")
{
    ManualClock clock;
    const Instant begun = clock.now();
    const bool set_right = GENERATE(false, true);
    TrustedTime doubting{clock, begun, {}};
    clock.turn(48 * hour_ms);
    const vault::ClockBasis basis = doubting.basis();
    REQUIRE(basis.doubted);
    if (set_right)
        clock.turn(-48 * hour_ms);
    clock.restart_machine(minute_ms);
    TrustedTime time{clock, begun, basis};
    CHECK(time.unconfirmed() != set_right);
    CHECK(time.now() == (set_right ? clock.now() : begun));
    time.confirm();
    CHECK_FALSE(time.unconfirmed());
    CHECK_FALSE(time.basis().doubted);
}

TEST_CASE("Trusted time: where nobody can tell when the machine was started each opening looks "
          "anew",
    "[vault][time]")
{
    const TickingClock clock;
    const vault::ClockBasis unknown{"", -hour_ms, {}};
    CHECK(TrustedTime{clock, {}, unknown}.now() >= TickingClock::start);
}
