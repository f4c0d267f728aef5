#include "clock/witnesses.h"
#include "support/catch.h"
#include "support/manual_clock.h"
#include "support/places.h"

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <vector>

using namespace server;

namespace {

constexpr std::int64_t noon_ms = 1'795'852'800'000;

// Told when the machine ran for `since_boot_ms`.
vault::WitnessedTime told(std::int64_t after_noon_ms, std::int64_t since_boot_ms = 0)
{
    return {{noon_ms + after_noon_ms}, since_boot_ms};
}

std::optional<std::int64_t> after_noon(
    std::initializer_list<vault::WitnessedTime> answers, std::size_t witnesses)
{
    const std::vector<vault::WitnessedTime> all{answers};
    const auto agreed = agreed_time(all, witnesses);
    return agreed ? std::optional{agreed->time.ms - agreed->since_boot_ms - noon_ms} : std::nullopt;
}

} // namespace

TEST_CASE("witnesses: more than half of all must tell one time", "[server]")
{
    CHECK(after_noon({told(0), told(1000)}, 2) == 0);
    CHECK(after_noon({told(0), told(1000)}, 3) == 0);
    CHECK_FALSE(after_noon({told(0), told(1000)}, 4)); // half is not more than half
    CHECK_FALSE(after_noon({told(0)}, 2));
    CHECK_FALSE(after_noon({}, 2));
    CHECK_FALSE(after_noon({told(0), told(witnesses_apart_ms_max + 1)}, 2));
    CHECK(after_noon({told(0), told(witnesses_apart_ms_max)}, 2) == 0);
}

TEST_CASE("witnesses: one that lies moves nothing, and the earliest of those that agree counts",
    "[server]")
{
    constexpr std::int64_t year_ms = 365 * 86'400'000LL;
    CHECK(after_noon({told(year_ms), told(2000), told(1000)}, 3) == 1000);
    CHECK(after_noon({told(2000), told(-year_ms), told(1000)}, 3) == 1000);
    // Each a minute from the next: any two of three agree, and the first two are the earliest.
    CHECK(after_noon({told(120'000), told(60'000), told(0)}, 3) == 0);
    // Three of five: the first that have two others within a minute.
    CHECK(after_noon({told(0), told(50'000), told(90'000), told(100'000), told(105'000)}, 5) ==
          50'000);
}

TEST_CASE("witnesses: what was told at different moments is compared at one", "[server]")
{
    CHECK(after_noon({told(100'000, 100'000), told(200'500, 200'000)}, 2) == 0);
    CHECK_FALSE(after_noon({told(100'000, 100'000), told(100'000, 200'000)}, 2));
}

TEST_CASE("witnesses: what is no time of this age is none", "[server]")
{
    CHECK(parse_witness_answer("0000001795852800000\n") == vault::Instant{noon_ms});
    CHECK(parse_witness_answer("0000253402300799999\n") == vault::Instant{253'402'300'799'999});
    for (const char* wrong : {"", "\n", "0000253402300800000\n", "9223372036854775807\n",
             "-000000000000000001\n", "0000000000000000000\n", "0000001795852800000 ",
             "0000001795852800000\n\n", "000000179585280000x\n", "untrusted          \n"}) {
        INFO(wrong);
        CHECK_FALSE(parse_witness_answer(wrong));
    }
}

TEST_CASE("witnesses: who does not answer told nothing", "[server]")
{
    const tests::ManualClock clock;
    const auto program = std::filesystem::path{tests::program_folder} / "ticketvault-witness";
    // Nobody listens on port 1; the second is no server's address, and the third is no program.
    for (const Witnesses& nobody : {Witnesses{{"https://127.0.0.1:1"}, "", program},
             Witnesses{{"http://127.0.0.1:1"}, "", program},
             Witnesses{{"https://127.0.0.1:1"}, "", "/nonexistent/witness"}}) {
        const Testimony testimony = ask_witnesses(nobody, clock, {});
        CHECK_FALSE(testimony.agreed);
        CHECK(testimony.told == 0);
    }
}
