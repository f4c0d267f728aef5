#include "vault/id.h"

#include <cstdint>

namespace vault {

namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t digits_count = 26; // 130 bits for 128: the first digit is at most 7

constexpr auto digit_values = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}();

} // namespace

std::string encode_id(std::string_view prefix, const IdBytes& bytes)
{
    std::string text{prefix};
    text.reserve(prefix.size() + digits_count);
    // The number is read as if two zero bits stood before it, so that every digit is five whole bits.
    std::uint32_t pending = 0;
    unsigned bits = 2;
    for (const std::byte byte : bytes) {
        pending = (pending << 8 | std::to_integer<std::uint32_t>(byte)) & 0xfffU;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[pending >> bits & 31U];
        }
    }
    return text;
}

std::optional<IdBytes> decode_id(std::string_view prefix, std::string_view text)
{
    if (text.size() != prefix.size() + digits_count || !text.starts_with(prefix))
        return std::nullopt;
    text.remove_prefix(prefix.size());
    if (text.front() > '7')
        return std::nullopt;
    IdBytes bytes{};
    std::size_t filled = 0;
    std::uint32_t pending = 0;
    int bits = -2; // the two spare bits of the first digit
    for (const char c : text) {
        const std::int8_t value = digit_values[static_cast<unsigned char>(c)];
        if (value < 0)
            return std::nullopt;
        pending = (pending << 5 | static_cast<std::uint32_t>(value)) & 0xfffU;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[filled++] = static_cast<std::byte>(pending >> bits & 0xffU);
        }
    }
    return bytes;
}

} // namespace vault
