#pragma once

#include <cstddef>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

// Whether the rule knows the whole of `value` as a key of its service, no filler and nothing that its `unless` names.
bool is_known_key(const SourceText& source, std::size_t rule, std::string_view value);

// Of a service whose keys may look otherwise: whether `value`, whole, can be nothing but a key.
bool is_random_key(const SourceText& source, std::size_t rule, std::string_view value);

// Whether an expression of the rule's `unless` lies in `value`.
bool is_refused_key(const SourceText& source, std::size_t rule, std::string_view value);

} // namespace redactor
