#pragma once

#include "values/source_text.h"

namespace redactor {

// The access written behind a numeric address without a label: 10.20.30.41 svc/kQ82_dorM, 10.20.30.41:22 (svc / kQ82_dorM).
// The same behind a mail address: olga@arlen.test / kQ82_dorM.
// Reads every address of the text once; what it looks at behind one is bounded, so time is linear.
void parse_host_access(SourceText& source);

} // namespace redactor
