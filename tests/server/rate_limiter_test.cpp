#include "access/rate_limiter.h"
#include "access/setup_code.h"
#include "support/catch.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"

#include <string>

using server::RateLimiter;

TEST_CASE("RateLimiter: the event after the last allowed one is told how long to wait", "[server]")
{
    tests::ManualClock clock;
    tests::FixedRandom random;
    RateLimiter limiter{3, 60'000, clock, random};
    clock.advance(10'000);
    for (int event = 0; event < 3; ++event) {
        CHECK_FALSE(limiter.count("alice"));
    }
    CHECK(limiter.count("alice") == 50U);
    CHECK_FALSE(limiter.count("bob"));
}

TEST_CASE("RateLimiter: a new window begins from zero", "[server]")
{
    tests::ManualClock clock;
    tests::FixedRandom random;
    RateLimiter limiter{1, 60'000, clock, random};
    CHECK_FALSE(limiter.count("alice"));
    CHECK(limiter.count("alice"));
    clock.advance(60'000);
    CHECK_FALSE(limiter.count("alice"));
}

TEST_CASE("RateLimiter: a refused event does not count against the next window", "[server]")
{
    tests::ManualClock clock;
    tests::FixedRandom random;
    RateLimiter limiter{2, 60'000, clock, random};
    for (int event = 0; event < 100; ++event) {
        (void)limiter.count("alice");
    }
    clock.advance(60'000);
    CHECK_FALSE(limiter.count("alice"));
    CHECK_FALSE(limiter.count("alice"));
    CHECK(limiter.count("alice"));
}

TEST_CASE("SetupCode: only the printed code works, and once", "[server]")
{
    tests::FixedRandom random;
    server::SetupCode code;
    CHECK_FALSE(code.use("", [] { return true; }));
    const std::string shown = code.make(random);
    CHECK(shown.size() == 19);
    CHECK_FALSE(code.use("", [] { return true; }));
    CHECK_FALSE(code.use(shown.substr(1), [] { return true; }));
    CHECK_FALSE(code.use(shown + "A", [] { return true; }));
    // Kept when what it was for did not happen.
    CHECK(code.use(shown, [] { return false; }));
    CHECK(code.use(shown, [] { return true; }));
    CHECK_FALSE(code.use(shown, [] { return true; }));
}
