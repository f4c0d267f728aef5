#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace vault {

// Lower case, for what is not secret.
[[nodiscard]] inline std::string to_hex(std::span<const std::byte> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return text;
}

} // namespace vault
