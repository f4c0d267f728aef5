#include "scope/text_limits.h"

#include <algorithm>

namespace vault {

namespace {

struct CharRange {
    char32_t first;
    char32_t last;
};

// Unicode 15: White_Space, Default_Ignorable_Code_Point, Cc, and the blanks that are neither (Hangul fillers are the second, braille 2800 is So).
constexpr CharRange blank[] = {{0x00, 0x20}, {0x7f, 0xa0}, {0xad, 0xad}, {0x34f, 0x34f},
    {0x61c, 0x61c}, {0x115f, 0x1160}, {0x1680, 0x1680}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
    {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000},
    {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfff8},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

bool is_blank(char32_t c) noexcept
{
    return std::ranges::any_of(
        blank, [c](const CharRange& range) { return range.first <= c && c <= range.last; });
}

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// The character at the front of text that is not empty, and moves past it.
char32_t take_char(std::string_view& text) noexcept
{
    const auto lead = static_cast<unsigned char>(text.front());
    char32_t c = lead < 0x80   ? lead
                 : lead < 0xe0 ? lead & 0x1fU
                 : lead < 0xf0 ? lead & 0x0fU
                               : lead & 0x07U;
    text.remove_prefix(1);
    while (lead >= 0x80 && !text.empty() && is_continuation(text.front())) {
        c = (c << 6U) | (static_cast<unsigned char>(text.front()) & 0x3fU);
        text.remove_prefix(1);
    }
    return c;
}

} // namespace

bool is_line(std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept
{
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    return text.size() >= bytes_min && text.size() <= bytes_max &&
           std::ranges::none_of(text, is_control);
}

std::size_t count_chars(std::string_view text) noexcept
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::size_t count_visible(std::string_view text) noexcept
{
    std::size_t count = 0;
    bool gap = false;
    while (!text.empty()) {
        if (is_blank(take_char(text))) {
            gap = count != 0;
        } else {
            count += gap ? 2 : 1;
            gap = false;
        }
    }
    return count;
}

} // namespace vault
