#include "redactor/rewrite.h"

#include <algorithm>

#include "redaction/placeholder.h"

namespace redactor {
namespace {

// Inside a JSON string a single backslash before ':' is an error, so it is doubled there. Knows where strings are by their
// quotes, reading the text once from front to back.
class JsonStrings {
public:
    explicit JsonStrings(std::string_view text) : text_(text)
    {
        const std::size_t first = text.find_first_not_of(" \t\r\n");
        is_json_ = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
    }

    // Whether `at` lies inside a string. Places must be asked in ascending order.
    bool holds(std::size_t at)
    {
        for (; is_json_ && at_ < at; ++at_) {
            if (text_[at_] == '\\' && inside_) {
                ++at_;
            } else if (text_[at_] == '"') {
                inside_ = !inside_;
            } else if (text_[at_] == '\n') {
                inside_ = false;
            }
        }
        return is_json_ && inside_;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool is_json_ = false;
    bool inside_ = false;
};

} // namespace

std::string placeholder(Kind kind, std::string_view id)
{
    std::string out(placeholder_start);
    out += to_string(kind);
    out += ':';
    out += id;
    out += ']';
    return out;
}

std::string mask(const Finding& finding)
{
    std::string out("[masked:");
    out += to_string(finding.kind);
    out += ']';
    return out;
}

std::vector<Edit> edits_of(std::string_view text, std::span<const Finding> findings,
    const Replace& replace, std::span<const std::string> known_ids)
{
    const std::vector<PlaceholderRange> forged = find_placeholders(text, known_ids);
    std::vector<Edit> edits;
    std::size_t at = 0;
    std::size_t next_forged = 0;
    JsonStrings strings(text);
    const auto escape_until = [&](std::size_t end) {
        for (; next_forged < forged.size() && forged[next_forged].begin < end; ++next_forged) {
            const PlaceholderRange& range = forged[next_forged];
            if (range.known || range.begin < at || range.end > end) {
                continue; // ours, or inside a finding that is replaced as a whole
            }
            // The colon it ends with.
            edits.push_back(
                {range.end - 1, range.end, strings.holds(range.begin) ? "\\\\:" : "\\:"});
        }
    };
    for (const Finding& finding : findings) {
        escape_until(finding.begin);
        edits.push_back({finding.begin, finding.end, replace(finding)});
        at = finding.end;
    }
    escape_until(text.size());
    return edits;
}

std::string rewrite(std::string_view text, std::span<const Finding> findings,
    const Replace& replace, std::span<const std::string> known_ids)
{
    return apply_edits(text, edits_of(text, findings, replace, known_ids));
}

} // namespace redactor
