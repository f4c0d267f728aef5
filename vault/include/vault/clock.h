#pragma once

#include <cstdint>
#include <string>

namespace vault {

// A point in time: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Integers below 2^53, so that they are exact in
// canonical JSON.
struct Instant {
    std::int64_t ms = 0;

    friend auto operator<=>(const Instant&, const Instant&) = default;
};

[[nodiscard]] constexpr Instant operator+(Instant at, std::int64_t ms) noexcept
{
    return {at.ms + ms};
}

// RFC 3339 in UTC with milliseconds, "2026-11-24T12:00:00.000Z". parse_rfc3339 accepts that form, with or without milliseconds.
[[nodiscard]] std::string to_rfc3339(Instant at);
[[nodiscard]] bool parse_rfc3339(const std::string& text, Instant& out);

// What somebody who is believed says the time was, and what Clock::since_boot_ms() was when they said it.
struct WitnessedTime {
    Instant time;
    std::int64_t since_boot_ms = 0;
};

// The only way to ask for the time. Threads: now() may be called from any.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    // Milliseconds since some moment at or after the machine's start, also while it sleeps: nobody sets it, and it tells how far now() was set.
    [[nodiscard]] virtual std::int64_t since_boot_ms() const = 0;
    // Names that moment: as long as it is the same, since_boot_ms() goes on, whoever asks. Empty where nobody can tell.
    [[nodiscard]] virtual std::string machine_start() const = 0;
};

// CLOCK_REALTIME, CLOCK_BOOTTIME and the kernel's boot_id (random(4)).
class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] std::int64_t since_boot_ms() const override;
    [[nodiscard]] std::string machine_start() const override;
};

} // namespace vault
