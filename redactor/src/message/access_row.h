#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// "Webmail: olga / seaview", "- Router -> admin/reception1": a line of its own that says where somebody signs in, as whom, and with
// what. Between `line` and `stop`, its ends.
void parse_access_row(SourceText& source, std::size_t line, std::size_t stop);

} // namespace redactor
