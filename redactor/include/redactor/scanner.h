#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/finding.h"
#include "redactor/rule_set.h"

namespace redactor {

// Part of the text was not examined: the caller must refuse the text or seal it whole, never store it in clear.
enum class ScanError {
    too_large, // longer than scan_bytes_max
    too_many,  // more than scan_findings_max findings or scan_events_max events
    budget, // reading what the finder pointed at would have cost more than the factors below allow, or a value has no end within
            // scan_right_bytes (stream_scanner.h)
    engine, // Hyperscan or memory failed
};

std::string_view to_string(ScanError error);

inline constexpr std::size_t scan_bytes_max = std::size_t{64} << 20;
inline constexpr std::size_t scan_findings_max = 100'000;
inline constexpr std::size_t scan_events_max = 2'000'000; // in one window (stream_scanner.h)
// Bytes that may be read again, for each byte of input: to confirm tokens, and behind labels that announce nothing. A text made of
// such labels is given up near its start.
inline constexpr std::size_t confirm_budget_factor = 4;
inline constexpr std::size_t label_budget_factor = 8;

struct ScanOptions {
    Confidence min_confidence = Confidence::medium;

    // Ids of the ticket's own placeholders. `[sealed:<kind>:<id>]` with one of these ids is skipped; any other text of
    // that look is ordinary text (and escaped by rewrite).
    std::span<const std::string> known_ids = {};
};

// Runs one RuleSet over texts. Keeps no copy of the text: what lives from one scan to the next are offsets and the engine's
// scratch, which in block mode holds states but no bytes of the text (a test looks). Freed working memory is left to the
// process's allocator, which overwrites what it frees (docs/operations.md).
//
// A text above scan_window_bytes is examined window by window, exactly as a StreamScanner does it.
//
// Threads: holds Hyperscan scratch, so each thread needs its own Scanner. The RuleSet is shared.
// A Scanner may be moved, not copied.
class Scanner {
public:
    explicit Scanner(std::shared_ptr<const RuleSet> rules);
    ~Scanner();
    Scanner(Scanner&&) noexcept;
    Scanner& operator=(Scanner&&) noexcept;

    // Findings sorted by begin, never overlapping, never cutting a UTF-8 character: of two candidates the higher
    // priority stays, then the longer. Any bytes are allowed, also invalid UTF-8.
    std::expected<std::vector<Finding>, ScanError> scan(
        std::string_view text, const ScanOptions& options = {});

    const RuleSet& rules() const;

private:
    friend class StreamScanner;
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace redactor
