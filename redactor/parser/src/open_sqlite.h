#pragma once

#include "walk.h"

namespace redactor::parser {

// The rows of every table and the statements of the schema. Free pages keep what was deleted, so the file itself can only be
// kept whole.
Rewritten open_sqlite(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
