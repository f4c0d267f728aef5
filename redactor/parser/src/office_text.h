#pragma once

#include "mapped_text.h"

#include <string_view>
#include <vector>

namespace redactor::parser {

// The text of a document's XML as a person reads it: a line for each paragraph, and for each row of a table with tabs between its
// cells. `source` is the number of this XML in the edits.
MappedText read_office_text(std::string_view xml, std::size_t source);

// The attributes, a line each.
MappedText read_office_attributes(std::string_view xml, std::size_t source);

// The shared strings of a workbook, in their order.
std::vector<MappedText> read_shared_strings(std::string_view xml, std::size_t source);

// A line for each row of a worksheet with tabs between its cells. Numbers are read, but cannot be edited: a cell of type number
// must hold one.
MappedText read_sheet(
    std::string_view xml, std::size_t source, const std::vector<MappedText>& shared_strings);

} // namespace redactor::parser
