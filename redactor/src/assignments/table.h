#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Values that stand in a column: rows of CSV, TSV and Markdown tables below a header with the label in it, and the tuples of
// INSERT INTO t (a, password, b) VALUES (…). True when the label is such a header, whatever was found below it.
//
// Rows are read as long as they have the header's number of columns. The rows of the last table are remembered, so that a
// label inside them is no new header and time stays linear.
bool parse_table(SourceText& source, const Identifier& identifier);

} // namespace redactor
