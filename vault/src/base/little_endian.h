#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>

namespace vault {

// Numbers as files hold them, least significant byte first.
template <std::unsigned_integral Number>
[[nodiscard]] constexpr std::array<std::byte, sizeof(Number)> little_endian(Number number)
{
    std::array<std::byte, sizeof(Number)> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(number >> (8 * i));
    return bytes;
}

template <std::unsigned_integral Number>
[[nodiscard]] constexpr Number from_little_endian(std::span<const std::byte, sizeof(Number)> bytes)
{
    Number number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        number |= static_cast<Number>(std::to_integer<Number>(bytes[i]) << (8 * i));
    return number;
}

} // namespace vault
