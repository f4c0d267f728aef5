#pragma once

#include "values/source_text.h"

namespace redactor {

// "TeamViewer 1 204 558 917, x9k3pw", "AnyDesk: 488 201 733" and the password on one of the next two lines: behind the number of a
// session of remote control what looks made up is its password, whatever it is called.
void parse_remote_session(SourceText& source);

} // namespace redactor
