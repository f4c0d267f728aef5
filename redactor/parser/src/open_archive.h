#pragma once

#include "walk.h"

namespace redactor::parser {

// zip, tar, 7z, cpio, rpm and single compressed files; Office and OpenDocument files, whose texts are put together across their
// members. Members are opened as what they are; names, links and owners are examined, too. It comes back packed anew, also when
// nothing was found.
Rewritten open_archive(Walk& walk, const std::string& member, std::string_view bytes);

} // namespace redactor::parser
