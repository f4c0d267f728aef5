#include "text/base64.h"

#include <cstdint>

namespace server::text {

namespace {

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::span<const std::byte> bytes, std::string_view alphabet)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 *
                4); // at once, so that no half-grown copy of a secret is left behind
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const std::byte byte : bytes) {
        bits = (bits << 8) | std::to_integer<std::uint32_t>(byte);
        held += 8;
        while (held >= 6) {
            held -= 6;
            out += alphabet[(bits >> held) & 0x3FU];
        }
    }
    if (held > 0) {
        out += alphabet[(bits << (6 - held)) & 0x3FU];
    }
    return out;
}

} // namespace

std::string to_base64url(std::span<const std::byte> bytes) { return encode(bytes, url_alphabet); }

std::string to_base64(std::span<const std::byte> bytes)
{
    std::string out = encode(bytes, standard_alphabet);
    while (out.size() % 4 != 0) {
        out += '=';
    }
    return out;
}

std::optional<vault::Secret> secret_from_base64url(std::string_view text, std::size_t bytes)
{
    if (text.size() != (bytes * 8 + 5) / 6) {
        return std::nullopt;
    }
    vault::Secret secret{bytes};
    const std::span<std::byte> out = secret.mutable_bytes();
    std::uint32_t bits = 0;
    unsigned held = 0;
    std::size_t written = 0;
    for (const char letter : text) {
        const std::size_t digit = url_alphabet.find(letter);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[written++] = static_cast<std::byte>((bits >> held) & 0xFFU);
        }
    }
    // Spare bits set would be a second spelling of the same secret.
    if ((bits & ((1U << held) - 1U)) != 0) {
        return std::nullopt;
    }
    return secret;
}

} // namespace server::text
