#pragma once

#include <string_view>

namespace redactor {

// Digits among letters, one long run, or what a hand types to fill the place: names and words have none of these.
bool is_key_like(std::string_view token);

// A value whose shape the service's rule knows needs not look random, but it is no filler (0000, xxxx) and, unless the shape
// has a mark of its own, not words either (`replace-with-your-key`).
bool is_plausible_key(std::string_view value);

// abcdefghij…: written by hand for a test, and no word.
bool holds_alphabet(std::string_view token);

// v1.2.3-20190725170121-541440395211, v2-rev20220326-1.32.1: modules are named with their versions.
bool is_version(std::string_view token);

} // namespace redactor
