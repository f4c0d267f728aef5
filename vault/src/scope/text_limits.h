#pragma once

#include <cstddef>
#include <string_view>

namespace vault {

// One line of `bytes_min` to `bytes_max` bytes without control characters.
[[nodiscard]] bool is_line(
    std::string_view text, std::size_t bytes_min, std::size_t bytes_max) noexcept;
// Unicode characters in UTF-8 text (bytes that are not continuation bytes).
[[nodiscard]] std::size_t count_chars(std::string_view text) noexcept;
// Characters as a reader counts them: nothing around the text, and one for each run between words, of those that leave the paper white.
// Of valid UTF-8.
[[nodiscard]] std::size_t count_visible(std::string_view text) noexcept;

} // namespace vault
