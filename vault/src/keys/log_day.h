#pragma once

#include "vault/clock.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

// A day in UTC: whose log key seals what is personal in entries that nobody owns. It is destroyed when the day is `kept_days` past.
struct LogDay {
    static constexpr std::int64_t day_ms = 24LL * 3600 * 1000;
    static constexpr std::int64_t kept_days =
        30; // as long as an attack is likely to be looked into

    std::int64_t number = 0; // since 1970

    [[nodiscard]] static constexpr LogDay of(Instant at) { return {at.ms / day_ms}; }
    // "2026-11-28": the `subject` of its fields.
    [[nodiscard]] std::string to_string() const
    {
        return to_rfc3339({number * day_ms}).substr(0, 10);
    }
    [[nodiscard]] static std::optional<LogDay> parse(std::string_view text)
    {
        Instant begin;
        const bool good = parse_rfc3339(std::string{text} + "T00:00:00Z", begin);
        return good ? std::optional{of(begin)} : std::nullopt;
    }
    [[nodiscard]] constexpr Instant over_at() const { return {(number + 1 + kept_days) * day_ms}; }
    friend auto operator<=>(const LogDay&, const LogDay&) = default;
};

} // namespace vault
