#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);
// Accepts exactly what to_base64 writes: no white space, no missing padding, no spare bits set.
[[nodiscard]] std::optional<std::vector<std::byte>> from_base64(std::string_view text);

} // namespace vault
