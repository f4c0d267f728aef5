#pragma once

#include <cstddef>

namespace server {

// Bodies of JSON, in bytes; shown in /v1/version.
inline constexpr std::size_t small_body_bytes_max = 16 * 1024;
// Escapes can make JSON six times as long as its text; the bound of every other body is that of the whole request.
inline constexpr std::size_t json_body_bytes_max = 1024 * 1024;
// A ticket carries description, environment and up to 50 values of 64 KiB.
inline constexpr std::size_t ticket_body_bytes_max = 4 * 1024 * 1024;

} // namespace server
