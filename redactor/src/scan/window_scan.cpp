#include "scan/window_scan.h"

#include <algorithm>
#include <cstring>

#include "redaction/placeholder.h"
#include "scan/label_parsers.h"
#include "scan/long_values.h"
#include "text/char_class.h"
#include "tokens/token_confirm.h"
#include "values/source_text.h"

namespace redactor {
namespace {

constexpr std::size_t table_header_bytes_max = 4096;
constexpr std::size_t character_bytes_max = 4; // of UTF-8: a finding may grow by less than that

// A finding never cuts a UTF-8 character: cut ends move outward (only in well-formed neighbourhoods, so a few bytes at most).
void widen_to_characters(std::string_view text, std::vector<Candidate>& candidates)
{
    for (Candidate& candidate : candidates) {
        for (int i = 0; i < 3 && candidate.begin > 0 && candidate.begin < text.size() &&
                        is_continuation(text[candidate.begin]);
            ++i) {
            --candidate.begin;
        }
        for (int i = 0;
            i < 3 && candidate.end < text.size() && is_continuation(text[candidate.end]); ++i) {
            ++candidate.end;
        }
    }
}

void drop_placeholders(
    std::string_view text, std::span<const std::string> ids, std::vector<Candidate>& candidates)
{
    std::erase_if(candidates, [&](const Candidate& candidate) {
        return is_credential_id(text.substr(candidate.begin, candidate.end - candidate.begin));
    });
    if (ids.empty()) {
        return;
    }
    std::vector<PlaceholderRange> known = find_placeholders(text, ids);
    std::erase_if(known, [](const PlaceholderRange& range) { return !range.known; });
    std::erase_if(candidates, [&](const Candidate& candidate) {
        const auto after = std::lower_bound(known.begin(), known.end(), candidate.end,
            [](const PlaceholderRange& range, std::size_t end) { return range.begin < end; });
        return after != known.begin() && std::prev(after)->end > candidate.begin;
    });
}

// The window's text behind the header of the table it begins in. `offset` becomes the place of the text's first byte that counts.
class HeadedText {
public:
    HeadedText(const std::string& header, const Window& window) : text_(window.text)
    {
        if (header.empty()) {
            return;
        }
        // The window begins inside a row: the rows go on behind its end.
        const std::size_t row = window.text.find('\n');
        if (row == std::string_view::npos || window.begin + row >= window.core_begin) {
            return;
        }
        copy_ = header;
        copy_ += window.text.substr(row);
        text_ = copy_;
        cut_ = static_cast<std::ptrdiff_t>(row) - static_cast<std::ptrdiff_t>(header.size());
    }
    ~HeadedText() { explicit_bzero(copy_.data(), copy_.size()); }
    HeadedText(const HeadedText&) = delete;
    HeadedText& operator=(const HeadedText&) = delete;

    std::string_view text() const { return text_; }
    // What to add to an offset in text() for the offset in the window's text.
    std::ptrdiff_t cut() const { return cut_; }

private:
    std::string copy_;
    std::string_view text_;
    std::ptrdiff_t cut_ = 0;
};

} // namespace

void WindowScan::carry_table(std::string_view text, std::size_t header, std::size_t end, bool last)
{
    table_header_.clear();
    if (last || end == 0 || end + table_header_bytes_max < text.size()) {
        return;
    }
    const std::size_t line_end = text.find('\n', header);
    if (line_end != std::string_view::npos && line_end - header <= table_header_bytes_max) {
        table_header_ = text.substr(header, line_end - header);
    }
}

std::expected<void, ScanError> WindowScan::scan(const Window& window, std::vector<Finding>& out)
{
    const HeadedText headed(table_header_, window);
    const std::string_view text = headed.text();
    candidates_.clear();
    if (auto done = find_places(text, set_, scratch_, places_); !done) {
        return done;
    }
    if (auto done = confirm_tokens(text, set_, places_.tokens, candidates_); !done) {
        return done;
    }
    SourceText source(text, set_, candidates_);
    if (auto done = run_label_parsers(source, places_.labels, candidates_); !done) {
        return done;
    }
    carry_table(text, source.table_header(), source.table_end(), window.last);
    const auto base = static_cast<std::ptrdiff_t>(window.begin) + headed.cut();
    const auto in_whole = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + base);
    };
    std::erase_if(candidates_, [&](const Candidate& candidate) {
        const std::ptrdiff_t begin = static_cast<std::ptrdiff_t>(candidate.begin) + base;
        return candidate.confidence < options_.min_confidence ||
               begin < static_cast<std::ptrdiff_t>(window.core_begin) ||
               begin >= static_cast<std::ptrdiff_t>(window.core_end);
    });
    extend_long_values(text, candidates_);
    if (std::any_of(candidates_.begin(), candidates_.end(), [](const Candidate& candidate) {
            return candidate.end - candidate.begin >= scan_value_bytes_max;
        })) {
        return std::unexpected(ScanError::budget);
    }
    widen_to_characters(text, candidates_);
    drop_placeholders(text, options_.known_ids, candidates_);
    for (Candidate& candidate : candidates_) {
        candidate.begin = in_whole(candidate.begin);
        candidate.end = in_whole(candidate.end);
    }
    resolver_.add(candidates_);
    // A candidate of the next window may begin up to a character before its core.
    const std::size_t frontier =
        window.last ? window.begin + window.text.size() : window.core_end - character_bytes_max;
    candidates_.clear();
    resolver_.settle(frontier, candidates_);
    settled_ = resolver_.undecided_from(frontier);
    for (const Candidate& candidate : candidates_) {
        out.push_back({candidate.begin, candidate.end, set_.rules[candidate.rule].id,
            candidate.kind, candidate.confidence});
    }
    finding_count_ += candidates_.size();
    if (finding_count_ > scan_findings_max) {
        return std::unexpected(ScanError::too_many);
    }
    return {};
}

} // namespace redactor
