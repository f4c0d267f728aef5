#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace redactor::parser {

// `bytes` of the charset `name` (RFC 2046, section 4.1.2) as UTF-8. Nothing for a name this program has no table of, for bytes
// that are no text of it, and when from_utf8() would not give the same bytes again.
std::optional<std::string> to_utf8(const std::string& name, std::string_view bytes);

// Nothing for an unknown name or a character the charset does not have.
std::optional<std::string> from_utf8(const std::string& name, std::string_view text);

// Whether `name` says what nobody needs to say: UTF-8, ASCII or nothing.
bool is_unmarked(std::string_view name);

} // namespace redactor::parser
