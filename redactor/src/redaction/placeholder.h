#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// A text range that looks like a placeholder, and whether its id is one of the ticket's own.
struct PlaceholderRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool known = false;
};

// "crd_" and 26 digits of Crockford's base32 in lower case: what a placeholder names is no secret, of whatever ticket it is.
bool is_credential_id(std::string_view value);

inline constexpr std::string_view placeholder_start = "[sealed:";

// Every `[sealed:` of the text. `known` ranges are whole placeholders; of others only the start is covered.
std::vector<PlaceholderRange> find_placeholders(
    std::string_view text, std::span<const std::string> known_ids);

} // namespace redactor
