#pragma once

#include <cstddef>
#include <string_view>

namespace vault {

// One line of `bytes_min` to `bytes_max` bytes without control characters.
[[nodiscard]] bool is_line(
    std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept;
// Unicode characters in UTF-8 text (bytes that are not continuation bytes).
[[nodiscard]] std::size_t count_chars(std::string_view text) noexcept;

} // namespace vault
