#include "text/duration.h"

#include <fmt/format.h>

#include <array>

namespace cli {

namespace {

struct Unit {
    char letter;
    std::int64_t seconds;
    std::string_view name;
};

// Largest first: parsing demands the order, formatting uses it. Weeks are read but never written.
constexpr std::array<Unit, 5> units{
    {{'w', 604800, ""}, {'d', 86400, "d"}, {'h', 3600, "h"}, {'m', 60, "min"}, {'s', 1, "s"}}};
constexpr std::int64_t duration_seconds_max = 10LL * 366 * 86400;

} // namespace

std::optional<std::int64_t> parse_duration(std::string_view text)
{
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    while (!text.empty()) {
        std::int64_t amount = 0;
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
            amount = amount * 10 + (text[digits++] - '0');
            if (amount > duration_seconds_max)
                return std::nullopt;
        }
        if (digits == 0 || digits == text.size())
            return std::nullopt;
        while (next_unit < units.size() && units[next_unit].letter != text[digits])
            ++next_unit;
        if (next_unit == units.size())
            return std::nullopt;
        total += amount * units[next_unit++].seconds;
        if (total > duration_seconds_max)
            return std::nullopt;
        text.remove_prefix(digits + 1);
    }
    return total > 0 ? std::optional{total} : std::nullopt;
}

std::string format_duration(std::int64_t seconds)
{
    for (std::size_t i = 1; i < units.size(); ++i) {
        if (seconds < units[i].seconds && i + 1 < units.size())
            continue;
        const std::int64_t whole = seconds / units[i].seconds;
        const std::int64_t rest =
            i + 1 < units.size() ? seconds % units[i].seconds / units[i + 1].seconds : 0;
        // From three days on hours are noise.
        if (rest == 0 || (units[i].letter == 'd' && whole >= 3))
            return fmt::format("{} {}", whole, units[i].name);
        return fmt::format("{} {} {} {}", whole, units[i].name, rest, units[i + 1].name);
    }
    return "0 s";
}

} // namespace cli
