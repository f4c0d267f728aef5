#pragma once

#include "walk.h"

namespace redactor::parser {

Rewritten open_text(Walk& walk, const std::string& member, std::string_view bytes);

// A text in a charset in which every byte below 0x80 is the ASCII character: placeholders fit into it.
Rewritten open_ascii_based(Walk& walk, const std::string& member, std::string_view bytes);

// What no reader here understands. Its runs of printable characters (ASCII, and UTF-16 of both byte orders) are examined, as
// strings(1) shows them; the rest is unknown, so it is kept whole in any case.
void examine_runs(Walk& walk, const std::string& member, std::string_view bytes);
Rewritten open_binary(Walk& walk, const std::string& member, std::string_view bytes);
Rewritten open_image(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
