#pragma once

#include "text/fault.h"

#include <optional>
#include <string>
#include <string_view>

namespace cli {

// "SHA256:" and 64 lower-case hex digits from any usual spelling (colons, upper case, no prefix); nullopt for anything else.
[[nodiscard]] std::optional<std::string> normalize_fingerprint(std::string_view text);
// The same of what --fingerprint was given; a fault says what is expected.
[[nodiscard]] Answer<std::string> fingerprint_from_option(std::string_view text);

} // namespace cli
