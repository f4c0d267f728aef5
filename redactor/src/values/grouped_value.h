#pragma once

#include <cstddef>
#include <optional>

#include "values/source_text.h"

namespace redactor {

// Where a value ends that is written in groups of equal size with a blank between them, as programs show keys to people who are to type
// them: "JBSW Y3DP EHPK 3PXP", "7A4F 92DD C1E0 55B3 6F", "bqkd jrzm wplx tvhn". Nothing where no such value begins at `at`. Groups of
// digits alone are none: so are cards, accounts and telephone numbers written.
std::optional<std::size_t> grouped_value_end(const SourceText& source, std::size_t at);

} // namespace redactor
