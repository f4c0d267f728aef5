#include "text_limits.h"

#include <algorithm>

namespace vault {

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
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

} // namespace vault
