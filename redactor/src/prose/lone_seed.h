#pragma once

#include "values/source_text.h"

namespace redactor {

// The seed of one-time passwords when it is all there is: somebody was asked for it and answered.
void parse_lone_seed(SourceText& source);

} // namespace redactor
