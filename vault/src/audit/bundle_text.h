#pragma once

#include "vault/audit.h"

#include <string>
#include <string_view>

namespace vault {

// The words of an exported log; docs/audit-log.md has the grammar.
inline constexpr std::string_view bundle_title = "ticket-vault/bundle/v1";
inline constexpr std::string_view bundle_checkpoint = "checkpoint "; // and base64 of the note
inline constexpr std::string_view bundle_signed =
    "signed "; // and base64 of the note over everything before this line

// What that last note says. `at` is the head's time as it stands there, `digest` the SHA-256 of everything before the line.
[[nodiscard]] std::string bundle_body(std::string_view store, std::string_view at,
    std::uint64_t size, const Hash& root, const Hash& digest);

} // namespace vault
