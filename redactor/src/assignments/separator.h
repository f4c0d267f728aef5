#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// What stands between a name and its value.
struct Separator {
    std::size_t value_at = 0;
    std::string_view sign;
    bool name_quoted = false;
    bool spaced = false; // blanks before the sign
};

// The sign behind `identifier`, past its quotes and brackets at any escape level, an index, a type, the length of serialized
// PHP. "," and "(" when the name is an argument or a function. Nothing when no value can follow.
std::optional<Separator> find_separator(const SourceText& source, const Identifier& identifier);

// Over blanks to where a value begins; over one line break too if a quoted value and not another name follows.
std::size_t skip_to_value(const SourceText& source, std::size_t at);

} // namespace redactor
