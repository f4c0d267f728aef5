#pragma once

#include "context.h"
#include "redactor/document_parser.h"
#include "redactor/scanner.h"
#include "scan/scan_report.h"
#include "text/fault.h"

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

// The regular files under `paths` in a stable order; folders are walked, symbolic links inside them are not followed. "-" stays as it is.
// A path that does not exist stays too, so that reading it reports the error.
[[nodiscard]] std::vector<std::string> list_files(const std::vector<std::string>& paths);

// Why a file's text is not there: it could not be read, or it would have to be sealed whole.
struct Unread {
    bool sealed_whole = false;
    std::string_view reason; // a literal: "too-large", "cannot be read"
};

// A file or pipe of at most redactor::scan_bytes_max.
[[nodiscard]] std::expected<std::string, Unread> read_whole(
    Context& context, const std::string& path);

// Why the scanner gives a text up, as reports write it. Lives as long as the program.
[[nodiscard]] std::string_view reason_of(redactor::ScanError error);

// What a scan says of one file.
struct ScannedFile {
    std::vector<LocatedFinding> findings;
    std::vector<redactor::WholeMember>
        whole; // members of a document that could not be examined or rewritten
};

// Scans a file or pipe. Text of any length is scanned while it is read, in the memory of one window (redactor/stream_scanner.h)
// and its findings; a document (redactor/document_parser.h) is read whole and opened in a process of its own.
[[nodiscard]] std::expected<ScannedFile, Unread> scan_path(Context& context,
    const std::string& path, redactor::Scanner& scanner, const redactor::ScanOptions& options);

} // namespace cli
