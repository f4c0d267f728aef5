#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// `word` with one slip of the finger in its longest part: a letter left out (of six or more), doubled, or changed over with its
// neighbour. The first letter stays, and parts shorter than five letters are left alone: what is left of them is a word by
// itself too often. No duplicates.
std::vector<std::string> misspellings(std::string_view word);

} // namespace redactor
