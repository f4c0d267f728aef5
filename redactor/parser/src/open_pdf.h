#pragma once

#include "walk.h"

namespace redactor::parser {

// The text of each page. A PDF is not written back: text may stand in fonts, pictures and drafts that remain in the file.
Rewritten open_pdf(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
