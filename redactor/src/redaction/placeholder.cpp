#include "redaction/placeholder.h"

#include <algorithm>

#include "redactor/finding.h"

namespace redactor {
namespace {

constexpr std::size_t placeholder_bytes_max = 128;

bool is_known(std::string_view inner, std::span<const std::string> known_ids)
{
    const std::size_t colon = inner.find(':');
    if (colon == std::string_view::npos || !parse_kind(inner.substr(0, colon))) {
        return false;
    }
    const std::string_view id = inner.substr(colon + 1);
    return std::any_of(
        known_ids.begin(), known_ids.end(), [&](const std::string& known) { return known == id; });
}

} // namespace

bool is_credential_id(std::string_view value)
{
    constexpr std::string_view prefix = "crd_";
    constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
    constexpr std::size_t digits_count = 26;
    return value.size() == prefix.size() + digits_count && value.starts_with(prefix) &&
           value.find_first_not_of(digits, prefix.size()) == std::string_view::npos;
}

std::vector<PlaceholderRange> find_placeholders(
    std::string_view text, std::span<const std::string> known_ids)
{
    std::vector<PlaceholderRange> out;
    std::size_t at = 0;
    while ((at = text.find(placeholder_start, at)) != std::string_view::npos) {
        const std::size_t inner = at + placeholder_start.size();
        const std::string_view window = text.substr(inner, placeholder_bytes_max);
        const std::size_t close = window.find(']');
        if (close != std::string_view::npos && is_known(window.substr(0, close), known_ids)) {
            out.push_back({at, inner + close + 1, true});
            at = inner + close + 1;
        } else {
            out.push_back({at, inner, false});
            at = inner;
        }
    }
    return out;
}

} // namespace redactor
