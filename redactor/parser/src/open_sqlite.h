#pragma once

#include "walk.h"

namespace redactor::parser {

// The rows of every table and the statements of the schema. It comes back built anew, also when nothing was found: free pages keep
// what was deleted, and nobody has examined them.
Rewritten open_sqlite(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
