#include "redactor/rewrite.h"

#include <algorithm>

#include "placeholder.h"

namespace redactor {
namespace {

// Inside a JSON string a single backslash before ':' is an error, so it is doubled there. Seen from the quotes before it on its
// line: an odd count of unescaped '"' means inside a string.
bool inside_json_string(std::string_view text, std::size_t at)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) {
        return false;
    }
    bool inside = false;
    for (std::size_t i = first; i < at; ++i) {
        if (text[i] == '\\' && inside) {
            ++i;
        } else if (text[i] == '"') {
            inside = !inside;
        } else if (text[i] == '\n') {
            inside = false;
        }
    }
    return inside;
}

}  // namespace

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

std::string rewrite(std::string_view text, std::span<const Finding> findings, const Replace& replace,
                    std::span<const std::string> known_ids)
{
    const std::vector<PlaceholderRange> forged = find_placeholders(text, known_ids);
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    std::size_t next_forged = 0;
    const auto copy_until = [&](std::size_t end) {
        for (; next_forged < forged.size() && forged[next_forged].begin < end; ++next_forged) {
            const PlaceholderRange& range = forged[next_forged];
            if (range.known || range.begin < at || range.end > end) {
                continue;  // ours, or inside a finding that is replaced as a whole
            }
            out += text.substr(at, range.end - 1 - at);
            out += inside_json_string(text, range.begin) ? "\\\\:" : "\\:";
            at = range.end;
        }
        out += text.substr(at, end - at);
        at = end;
    };
    for (const Finding& finding : findings) {
        copy_until(finding.begin);
        out += replace(finding);
        at = finding.end;
    }
    copy_until(text.size());
    return out;
}

}  // namespace redactor
