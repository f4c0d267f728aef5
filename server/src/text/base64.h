#pragma once

#include "vault/secret.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace server::text {

// RFC 4648 section 5, no padding: link secrets and session tokens. The caller wipes what holds a secret.
[[nodiscard]] std::string to_base64url(std::span<const std::byte> bytes);

// Exactly what to_base64url writes for `bytes` bytes, straight into a Secret; nothing for any other text.
[[nodiscard]] std::optional<vault::Secret> secret_from_base64url(
    std::string_view text, std::size_t bytes);

// RFC 4648 section 4, with padding: values that are no text.
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);

} // namespace server::text
