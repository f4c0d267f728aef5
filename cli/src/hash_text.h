#pragma once

#include "vault/audit.h"

#include <optional>
#include <string>
#include <string_view>

namespace cli {

// The 32 bytes in base64 with padding, 44 characters, as notes and the API write them.
[[nodiscard]] std::string hash_text(const vault::Hash& hash);
// nullopt for any other text than hash_text's.
[[nodiscard]] std::optional<vault::Hash> parse_hash(std::string_view text);

} // namespace cli
