#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vault {

// A number as notes and bundles write it: in one spelling, without sign or leading zeros. nullopt for any other text.
[[nodiscard]] inline std::optional<std::uint64_t> parse_decimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || std::to_string(value) != text)
        return std::nullopt;
    return value;
}

} // namespace vault
