#pragma once

#include "walk.h"

namespace redactor::parser {

// The text of each page. A PDF is not written back: text may stand in fonts, pictures and drafts that remain in the file.
//
// prepare_pdf() loads the tables of characters that poppler converts with; they are files, so it has to come before the sandbox.
void prepare_pdf();
Rewritten open_pdf(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
