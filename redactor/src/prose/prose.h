#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// A value in running text near a label: behind it with a copula or colon, glued to it (CJK), on the next line, or before it
// ("X is the password"). Adds what it finds. `user` is the last account label before, or null.
void parse_prose(SourceText& source, const Identifier& identifier, const Identifier* user);

} // namespace redactor
