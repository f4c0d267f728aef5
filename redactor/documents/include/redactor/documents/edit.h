#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace redactor {

// Bytes [begin, end) of a text are to be replaced.
struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string with;
};

// The text with `edits` made: sorted by begin, not overlapping, inside the text.
std::string apply_edits(std::string_view text, std::span<const Edit> edits);

// Whether edits are what apply_edits() needs.
bool are_in_order(std::span<const Edit> edits, std::size_t text_bytes);

} // namespace redactor
