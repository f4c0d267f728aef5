#include "handlers/byte_bridge.h"

#include "support/catch.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace {

using namespace server;

constexpr int pieces = 1000;

// Whether the producer got to its end, and how often it pushed until then. Outlives the body.
struct Production {
    std::atomic<int> pushes = 0;
    std::atomic<bool> reached_end = false;
    std::atomic<bool> unwound = false;
};

struct AtEnd {
    explicit AtEnd(std::atomic<bool>& to_set) : flag{to_set} {}
    AtEnd(const AtEnd&) = delete;
    AtEnd& operator=(const AtEnd&) = delete;
    ~AtEnd() { flag = true; }
    std::atomic<bool>& flag;
};

} // namespace

TEST_CASE("bridge: all that is pushed is pulled, in order", "[server]")
{
    auto body = bridge(
        [](const ByteSink& sink) -> vault::Expected<void> {
            for (int i = 0; i < pieces; ++i) {
                sink({});
                sink(std::vector<std::byte>(1 + static_cast<std::size_t>(i), std::byte(i % 256)));
            }
            return {};
        },
        std::nullopt);
    REQUIRE(body);
    std::vector<std::byte> got;
    std::array<std::byte, 777> into{};
    while (const auto count = body->pull(into).value())
        got.insert(got.end(), into.begin(), into.begin() + static_cast<std::ptrdiff_t>(count));
    REQUIRE(got.size() == pieces * (pieces + 1) / 2);
    CHECK(got.front() == std::byte{0});
    CHECK(got.back() == std::byte((pieces - 1) % 256));
}

TEST_CASE("bridge: a reader that goes away ends the producer at its next byte", "[server]")
{
    Production seen;
    auto body = bridge(
        [&seen](const ByteSink& sink) -> vault::Expected<void> {
            const AtEnd end{seen.unwound};
            const std::vector<std::byte> piece(held_bytes_max);
            for (; seen.pushes < pieces; ++seen.pushes) {
                sink(piece);
            }
            seen.reached_end = true;
            return {};
        },
        std::nullopt);
    REQUIRE(body);
    std::array<std::byte, 100> into{};
    REQUIRE(body->pull(into) == into.size());
    *body = {};
    CHECK(seen.unwound); // the body waited for it
    CHECK_FALSE(seen.reached_end);
    CHECK(seen.pushes <= 2);
}

TEST_CASE("bridge: a push of no bytes ends a producer nobody listens to", "[server]")
{
    Production seen;
    auto body = bridge(
        [&seen](const ByteSink& sink) -> vault::Expected<void> {
            sink(std::array{std::byte{1}});
            for (; seen.pushes < 100'000'000; ++seen.pushes) {
                sink({});
            }
            seen.reached_end = true;
            return {};
        },
        std::nullopt);
    REQUIRE(body);
    *body = {};
    CHECK_FALSE(seen.reached_end);
}

TEST_CASE("bridge: an error before the first byte is the answer", "[server]")
{
    const auto body = bridge(
        [](const ByteSink& sink) -> vault::Expected<void> {
            sink({});
            return vault::fail({vault::ErrorCode::conflict, "not now"});
        },
        std::nullopt);
    REQUIRE_FALSE(body);
    CHECK(body.error().code() == vault::ErrorCode::conflict);
}
