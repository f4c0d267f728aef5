#pragma once

#include "walk.h"

namespace redactor::parser {

// Rich Text Format 1.9: its text with control words taken out, a line for each paragraph, tabs between cells.
Rewritten open_rtf(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
