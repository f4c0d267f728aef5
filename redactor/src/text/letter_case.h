#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// Lower case of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic letters; full-width forms become ASCII. All else,
// also invalid UTF-8, stays as it is.
std::string fold_case(std::string_view text);

// The ways a word is written in tickets, folded to lower case for ASCII: as given, capitalized and in capitals (needed where
// letters are not ASCII, because the finder folds only ASCII), each also without its marks, and with two letters for one
// (schluessel). No duplicates.
std::vector<std::string> spellings(std::string_view word);

// The code point that begins at `at` and how many bytes it takes; an invalid byte is one byte with a value above 0x10FFFF.
struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;
};
CodePoint code_point_at(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t value);

// Letters of any script we know of (scripts without case included); digits and marks are none.
bool is_letter(char32_t value);

} // namespace redactor
