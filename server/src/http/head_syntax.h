#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace server::http {

// The character sets and small forms of RFC 9110, RFC 9112 and RFC 3986 that a head is made of. All
// pure, none allocates.

bool is_token(std::string_view text);           // not empty, RFC 9110 §5.6.2
bool is_printable_ascii(std::string_view text); // 0x20 to 0x7e
bool is_field_value(std::string_view text); // no control character but tab; bytes above 0x7f pass
bool is_host(std::string_view text);        // name or address, with or without port; not empty
bool is_utf8(std::string_view text);        // RFC 3629: no overlong form, no surrogate
bool equals_ignoring_case(std::string_view text, std::string_view lower_case);

char lower_case(char letter);
std::string_view trim_blanks(std::string_view text); // spaces and tabs at both ends

// Whether `token` (lower case) is an element of a comma-separated list.
bool list_holds(std::string_view list, std::string_view token);

// 1*DIGIT and nothing else, at most `digits_max` of them (at most 18).
std::optional<std::uint64_t> parse_digits(std::string_view text, std::size_t digits_max);

enum class TargetPart : std::uint8_t { path, query };

// Decodes in place; returns the size left, or nothing when the part holds a byte its grammar
// forbids, a broken escape, an escape for a control character or (in a path) for '/' or '\', or
// when the result is not UTF-8. '+' is a blank in a query only.
std::optional<std::size_t> decode_in_place(std::span<char> text, TargetPart part);

// Whether a path holds a segment "." or "..".
bool has_dot_segment(std::string_view path);

} // namespace server::http
