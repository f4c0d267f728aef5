#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/byte_block.h"
#include "text/char_class.h"

namespace redactor {

// A sign that may part an access from its password, seen with the bytes beside it: most signs of a text stand in paths, numbers and
// sentences, where they need no look.
inline bool is_access_sign(char before, char sign, char after)
{
    switch (sign) {
    case '/':
        return before == ' ' ? after == ' ' : after != ' ';
    case '@':
        return is_word(before) && is_alnum(after);
    case '.':
        return is_digit(before) && is_digit(after);
    case '>':
        return (before == '-' || before == '=') && after == ' ';
    default:
        return false;
    }
}

// A bit for each access sign among sixty-four bytes, the bytes before and behind which are readable.
inline std::uint64_t access_signs_in(const char* bytes)
{
    const auto equal = [&](std::uint8_t sign) {
        return stretch_bits(bytes, [sign](ByteBlock c) { return ByteBlock(c == sign); });
    };
    const std::uint64_t slashes = equal('/');
    const std::uint64_t dots = equal('.');
    std::uint64_t out = 0;
    constexpr unsigned last = byte_stretch_bytes - 1;
    const auto beside = [&](std::uint64_t bits, bool before, bool after, auto combine) {
        return combine((bits << 1U) | (before ? 1U : 0U),
            (bits >> 1U) | (std::uint64_t{after ? 1U : 0U} << last));
    };
    if (slashes != 0) {
        out |= slashes & beside(equal(' '), bytes[-1] == ' ', bytes[byte_stretch_bytes] == ' ',
                             [](std::uint64_t a, std::uint64_t b) { return ~(a ^ b); });
    }
    if (dots != 0) {
        out |= dots & beside(stretch_bits(bytes, are_digits), is_digit(bytes[-1]),
                          is_digit(bytes[byte_stretch_bytes]),
                          [](std::uint64_t a, std::uint64_t b) { return a & b; });
    }
    for_each_bit(equal('@') | equal('>'), [&](std::size_t i) {
        out |= std::uint64_t{is_access_sign(bytes[i - 1], bytes[i], bytes[i + 1]) ? 1U : 0U} << i;
    });
    return out;
}

// Calls `found(at)` for each access sign of the text, in order; none is its first or last byte.
template <typename Found>
void for_each_access_sign(std::string_view text, Found found)
{
    const char* const bytes = text.data();
    std::size_t at = 1;
    for (; at + byte_stretch_bytes < text.size(); at += byte_stretch_bytes) {
        for_each_bit(access_signs_in(bytes + at), [&](std::size_t i) { found(at + i); });
    }
    for (; at + 1 < text.size(); ++at) {
        if (is_access_sign(bytes[at - 1], bytes[at], bytes[at + 1])) {
            found(at);
        }
    }
}

} // namespace redactor
