#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

// "90s", "30m", "4h", "3d", "2w", or several largest first: "1h30m". A number without a unit is refused: nobody should have to
// guess whether 30 is minutes. Seconds; at most 10 years; nullopt for anything else, zero included.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

// The two largest units: "3 d", "1 h 30 min", "45 s". Never negative: pass the magnitude.
[[nodiscard]] std::string format_duration(std::int64_t seconds);

} // namespace cli
