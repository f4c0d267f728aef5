#pragma once

#include "vault/secret.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tests {

[[nodiscard]] inline std::span<const std::byte> bytes_of(std::string_view text)
{
    return std::as_bytes(std::span{text});
}

[[nodiscard]] inline std::string text_of(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline std::string text_of(const vault::Secret& secret)
{
    return text_of(secret.reveal());
}

[[nodiscard]] inline std::string hex_of(std::span<const std::byte> bytes)
{
    std::string text;
    for (const std::byte byte : bytes)
        for (const unsigned half :
            {std::to_integer<unsigned>(byte) >> 4, std::to_integer<unsigned>(byte) & 15U})
            text += "0123456789abcdef"[half];
    return text;
}

} // namespace tests
