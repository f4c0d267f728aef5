#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Behind what people say of a credential without naming it: "sorry, it is X", "log in with olga and X", "reset it to X".
void parse_cue(SourceText& source, const Identifier& cue);

} // namespace redactor
