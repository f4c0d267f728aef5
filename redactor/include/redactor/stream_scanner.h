#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string_view>
#include <vector>

#include "redactor/scanner.h"

namespace redactor {

// A text is examined in windows: scan_window_bytes at a time, with what lies around as context. The windows depend on the length of
// the text alone, so the findings are the same however it is cut into writes, and the same as those of Scanner::scan.
//
// What the context bounds: a value begins at most scan_left_bytes behind the label, header or start of encoded text that
// announces it, and ends at most scan_right_bytes behind the place where it begins (a private key is the longest). Both are far above what
// the parsers read. The header of a table is carried along when its rows go on in the next window.
inline constexpr std::size_t scan_window_bytes = std::size_t{4} << 20;
inline constexpr std::size_t scan_left_bytes = std::size_t{32} << 10;
inline constexpr std::size_t scan_right_bytes = std::size_t{96} << 10;

// Scans a text of any length that arrives in pieces, in memory of one window (4.2 MB) and the findings that are not yet taken.
//
// The window is wiped when the scanner goes. Threads: as Scanner, which it borrows and which must outlive it; do not scan anything
// else with that Scanner until finish.
class StreamScanner {
public:
    explicit StreamScanner(Scanner& scanner, const ScanOptions& options = {});
    ~StreamScanner();
    StreamScanner(const StreamScanner&) = delete;
    StreamScanner& operator=(const StreamScanner&) = delete;

    // Takes the next bytes; returns the findings that have become final since the last call, sorted, with offsets in the whole
    // text. After an error (as of Scanner::scan; there is no too_large) every call fails with it.
    std::expected<std::vector<Finding>, ScanError> write(std::string_view bytes);

    // The text is complete. Call once, and nothing after it.
    std::expected<std::vector<Finding>, ScanError> finish();

    // No finding that is still to come begins before this offset.
    std::size_t settled() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace redactor
