#pragma once

#include <cstddef>

#include "values/source_text.h"

namespace redactor {

// The access written behind a numeric address without a label: 10.20.30.41 svc/kQ82_dorM, 10.20.30.41:22 (svc / kQ82_dorM). `dot` is
// a dot between digits, of which the first of an address counts. What is looked at behind one is bounded.
void parse_host_access(SourceText& source, std::size_t dot);

// The same behind a mail address: olga@arlen.test / kQ82_dorM, olga@arlen.test:kQ82_dorM. `sign` is the @ between letters.
void parse_mail_access(SourceText& source, std::size_t sign);

} // namespace redactor
