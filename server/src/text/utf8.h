#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace server::text {

// RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// Writes the 1 to 4 bytes of one scalar value and returns where the next goes.
char* put_utf8(char* out, std::uint32_t code_point) noexcept;

} // namespace server::text
