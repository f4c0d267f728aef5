#pragma once

#include "vault/clock.h"

#include <atomic>
#include <string>

namespace tests {

// A clock that stands still until it is told otherwise. Threads: any.
class ManualClock final : public vault::Clock {
public:
    // 2026-01-01T00:00:00Z
    static constexpr std::int64_t start_ms = 1'767'225'600'000;

    [[nodiscard]] vault::Instant now() const override { return {ms_.load()}; }
    [[nodiscard]] std::int64_t since_boot_ms() const override { return since_boot_ms_.load(); }
    [[nodiscard]] std::string machine_start() const override
    {
        return "start " + std::to_string(starts_.load());
    }
    // Time passes.
    void advance(std::int64_t ms)
    {
        ms_ += ms;
        since_boot_ms_ += ms;
    }
    void set(vault::Instant at) { advance(at.ms - ms_.load()); }
    // Somebody sets the clock; no time passes.
    void turn(std::int64_t ms) { ms_ += ms; }
    // The machine is off for that long.
    void restart_machine(std::int64_t off_ms)
    {
        ms_ += off_ms;
        since_boot_ms_ = 0;
        ++starts_;
    }

private:
    std::atomic<std::int64_t> ms_{start_ms};
    std::atomic<std::int64_t> since_boot_ms_{0};
    std::atomic<int> starts_{1};
};

} // namespace tests
