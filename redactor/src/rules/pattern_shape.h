#pragma once

#include <cstddef>
#include <string_view>

namespace redactor {

// What can be proved of every match of a pattern from its text alone. Where the proof fails the weaker claim stands.
struct PatternShape {
    bool token_characters_only = false; // every character is one of dense_text.h's token characters
    std::size_t alnum_run = 0;          // a run of at least this many ASCII letters and digits
    std::size_t word_run = 0;           // … letters, digits, _ and -
    std::size_t digit_run = 0; // … digits, blanks and -, if the whole match is of them; else 0
};

// Reads the common subset of Hyperscan's and RE2's syntax; anything else proves nothing.
PatternShape shape_of_pattern(std::string_view pattern);

} // namespace redactor
