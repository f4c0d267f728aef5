#pragma once

#include "values/source_text.h"

namespace redactor {

// Lists of accesses in a message, a system, a name and a password in each row: under a heading that says so ("Logins:"), or without
// one where several rows end in what looks like a password somebody made up.
void parse_handover(SourceText& source);

} // namespace redactor
