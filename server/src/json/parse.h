#pragma once

#include "json/value.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

namespace server::json {

inline constexpr std::size_t depth_max = 32;
// A body of brackets would otherwise cost a hundred times its size.
inline constexpr std::size_t values_max = 20'000;

enum class ParseFault : std::uint8_t {
    empty,
    malformed,
    invalid_utf8,
    nul,            // U+0000 in a string: JSON has it, no text of ours
    lone_surrogate, // an escape for half a character
    duplicate_member,
    too_deep,
    too_many_values
};

// Strict RFC 8259: one value, no comments, no trailing comma, valid UTF-8, no lone surrogates, no NUL in a string.
//
// Strings are decoded in place, so that a credential in a body exists once, in a buffer that its owner wipes. A library parser
// keeps tokens in memory of its own that nobody wipes; that is why this one is ours. The buffer must outlive the value.
// Threads: pure.
[[nodiscard]] std::expected<Value, ParseFault> parse_in_place(std::span<std::byte> buffer);

} // namespace server::json
