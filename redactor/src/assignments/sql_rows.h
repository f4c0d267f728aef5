#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Values in rows of SQL. A label that names a column of INSERT INTO t (a, password, b) VALUES (…), (…): its value of each tuple. A label
// that names a column of CREATE TABLE t (…): the column is remembered for the statements without a list of columns, as dumps have
// them. True when the label names a column, whatever was found.
//
// A definition is looked for 4,096 bytes before the label, a statement's list 600; a tuple has 16 KiB at most.
bool parse_sql_column(SourceText& source, const Identifier& identifier);

// INSERT INTO t VALUES (…), (…) behind `at`, the end of "insert into": of each tuple the columns that were remembered for t. Every tuple is
// read once, however many columns there are.
void parse_sql_rows(SourceText& source, std::size_t at);

} // namespace redactor
