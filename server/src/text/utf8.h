#pragma once

#include <cstdint>

namespace server::text {

// Writes the 1 to 4 bytes of one scalar value and returns where the next goes.
char* put_utf8(char* out, std::uint32_t code_point) noexcept;

} // namespace server::text
