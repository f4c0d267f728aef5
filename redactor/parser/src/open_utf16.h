#pragma once

#include "walk.h"

namespace redactor::parser {

// A text in UTF-16 with its byte order mark, as Windows writes registry exports, shell logs and tables. Comes back in the same byte
// order.
Rewritten open_utf16(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
