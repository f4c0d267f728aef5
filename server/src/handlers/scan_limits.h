#pragma once

#include <cstddef>

namespace server {

// Texts that are scanned for the answer alone. A preview runs while somebody types, so it is small and counted.
inline constexpr std::size_t preview_text_bytes_max = std::size_t{64} << 10;
inline constexpr std::size_t scan_text_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t redact_bytes_max = std::size_t{16} << 20;

} // namespace server
