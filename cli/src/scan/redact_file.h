#pragma once

#include "redactor/document_parser.h"
#include "redactor/rewrite.h"
#include "redactor/scanner.h"
#include "scan/scan_report.h"

#include <string>
#include <string_view>
#include <vector>

namespace cli {

// A file without its credentials. When `whole` is not empty some of it was not examined or cannot be written back, and `bytes` is
// empty: nothing of it may be shown.
struct RedactedFile {
    std::string bytes;
    std::vector<LocatedFinding> findings;
    std::vector<redactor::WholeMember> whole;
};

// Text and documents alike: every value found anywhere is replaced wherever else it stands, so the file is read twice.
[[nodiscard]] RedactedFile redact_file(
    std::string_view bytes, redactor::Scanner& scanner, const redactor::Replace& replace);

} // namespace cli
