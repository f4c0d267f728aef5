#include "redactor/documents/whole_reason.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace redactor {
namespace {

constexpr std::array<std::string_view, whole_reason_count> words{"binary", "image",
    "not-rewritable", "damaged", "encrypted", "too-large", "too-many-members", "too-deep",
    "too-slow", "unsafe-path", "not-examined", "parser-failed"};

} // namespace

std::string_view to_string(WholeReason reason) { return words[static_cast<std::size_t>(reason)]; }

std::optional<WholeReason> parse_whole_reason(std::string_view word)
{
    const auto* found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
        return std::nullopt;
    }
    return static_cast<WholeReason>(found - words.begin());
}

} // namespace redactor
