#pragma once

#include <string_view>

namespace vault {

// The words of an exported log; docs/audit-log.md has the grammar.
inline constexpr std::string_view bundle_title = "ticket-vault/bundle/v1";
inline constexpr std::string_view bundle_checkpoint = "checkpoint "; // and base64 of the note
inline constexpr std::string_view bundle_signed =
    "signed "; // and base64 of the note over everything before this line

} // namespace vault
