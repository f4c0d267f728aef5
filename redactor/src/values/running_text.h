#pragma once

#include <cstddef>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Whether the line around `at` reads like text of a person rather than source code: few brackets, semicolons and operators.
bool is_running_text(const SourceText& source, std::size_t at);

// Whether the identifier is a word of running text: the label itself with at most an ending or a hyphenated part.
bool is_plain_word(const SourceText& source, const Identifier& identifier);

} // namespace redactor
