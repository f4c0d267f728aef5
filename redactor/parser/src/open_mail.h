#pragma once

#include "walk.h"

namespace redactor::parser {

// A mail as a program writes it into a file (RFC 5322 with MIME), or several (mbox). Comes back with the bytes it had but for the parts
// something was taken from, which keep their encoding.
Rewritten open_mail(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
