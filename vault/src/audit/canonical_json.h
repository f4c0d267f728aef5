#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vault {

// Writers of RFC 8785 (JSON Canonicalization Scheme) pieces. Numbers are integers below 2^53 only, so the standard's rules for floating
// point never apply.

inline constexpr std::int64_t json_integer_max = (std::int64_t{1} << 53) - 1;

// Section 3.2.2.2: only what must be escaped is, with the short form where there is one. `text` must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

// Section 3.2.3: members are ordered by the UTF-16 code units of their names.
[[nodiscard]] bool json_name_less(std::string_view a, std::string_view b) noexcept;

} // namespace vault
