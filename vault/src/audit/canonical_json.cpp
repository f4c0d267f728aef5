#include "audit/canonical_json.h"

#include <algorithm>

namespace vault {

namespace {

// In UTF-8 order U+E000..U+FFFF sorts before the supplementary planes; in UTF-16 their surrogates (D800..DFFF) come first.
unsigned utf16_rank(unsigned char byte) noexcept
{
    if (byte == 0xee || byte == 0xef)
        return byte + 16U;
    return byte;
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                constexpr std::string_view digits = "0123456789abcdef";
                out += "\\u00";
                out += digits[static_cast<unsigned char>(c) >> 4];
                out += digits[static_cast<unsigned char>(c) & 15U];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

bool json_name_less(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::lexicographical_compare(a, b, [](char x, char y) {
        return utf16_rank(static_cast<unsigned char>(x)) <
               utf16_rank(static_cast<unsigned char>(y));
    });
}

} // namespace vault
