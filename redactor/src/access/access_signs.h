#pragma once

#include <cstddef>
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

inline ByteBlock are_access_signs(ByteBlock before, ByteBlock sign, ByteBlock after)
{
    const ByteBlock free = ByteBlock(before == ' ');
    const ByteBlock slash = ByteBlock(sign == '/') & ~(free ^ ByteBlock(after == ' '));
    const ByteBlock mail =
        ByteBlock(sign == '@') & (are_alnum(before) | ByteBlock(before == '_')) & are_alnum(after);
    const ByteBlock dot = ByteBlock(sign == '.') & are_digits(before) & are_digits(after);
    const ByteBlock arrow = ByteBlock(sign == '>') & ByteBlock(after == ' ') &
                            (ByteBlock(before == '-') | ByteBlock(before == '='));
    return slash | mail | dot | arrow;
}

// Calls `found(at)` for each access sign of the text, in order; none is its first or last byte.
template <typename Found>
void for_each_access_sign(std::string_view text, Found found)
{
    const char* const bytes = text.data();
    std::size_t at = 1;
    for (; at + byte_block_bytes < text.size(); at += byte_block_bytes) {
        const ByteBlock signs = are_access_signs(
            block_at(bytes + at - 1), block_at(bytes + at), block_at(bytes + at + 1));
        if ((half_of(signs, 0) | half_of(signs, sizeof(std::uint64_t))) != 0) {
            for_each_set(signs, [&](std::size_t i) { found(at + i); });
        }
    }
    for (; at + 1 < text.size(); ++at) {
        if (is_access_sign(bytes[at - 1], bytes[at], bytes[at + 1])) {
            found(at);
        }
    }
}

} // namespace redactor
