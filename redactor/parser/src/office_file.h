#pragma once

#include "archive_file.h"
#include "walk.h"

namespace redactor::parser {

// Office Open XML (docx, xlsx, pptx) and OpenDocument (odt, ods, odp), which are zips of XML.
bool is_office_file(const ArchiveFile& file);

// Examines the texts as a person reads them: the runs of a paragraph joined, a row of cells on one line, shared strings where the
// cells show them; and the attributes, which hold links. Members that hold no such text are opened as what they are.
void open_office_file(Walk& walk, const std::string& member, ArchiveFile& file);

} // namespace redactor::parser
