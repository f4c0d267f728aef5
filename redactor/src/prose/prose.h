#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// A value in running text near a label: behind it with a copula or colon, glued to it (CJK), on the next line, or before it
// ("X is the password"). Adds what it finds. `user` is the last account label before, or null.
void parse_prose(SourceText& source, const Identifier& identifier, const Identifier* user);

// The seed of one-time passwords when it is all there is: somebody was asked for it and answered.
void parse_lone_seed(SourceText& source);

} // namespace redactor
