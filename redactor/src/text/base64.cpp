#include "text/base64.h"

#include <cstdint>

#include "text/char_class.h"

namespace redactor {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> value_of(char c)
{
    if (c == '-') {
        c = '+';
    } else if (c == '_') {
        c = '/';
    }
    const std::size_t at = alphabet.find(c);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(at);
}

} // namespace

std::optional<std::string> decode_base64(std::string_view text)
{
    while (!text.empty() && text.back() == '=') {
        text.remove_suffix(1);
    }
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const std::optional<std::uint32_t> value = value_of(c);
        if (!value) {
            return std::nullopt;
        }
        bits = (bits << 6U) | *value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(static_cast<unsigned char>((bits >> count) & 0xFFU));
        }
    }
    if (out.empty()) {
        return std::nullopt;
    }
    return out;
}

std::string encode_base64(std::string_view bytes)
{
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += alphabet[(bits >> count) & 0x3FU];
        }
    }
    if (count > 0) {
        out += alphabet[(bits << (6 - count)) & 0x3FU];
    }
    return out;
}

bool is_mostly_text(std::string_view bytes)
{
    std::size_t readable = 0;
    for (const char c : bytes) {
        readable += (c >= ' ' && c < 0x7F) || is_space(c) ? 1U : 0U;
    }
    return !bytes.empty() && readable * 100 >= bytes.size() * 90;
}

} // namespace redactor
