#include "redactor/documents/whole_reason.h"

#include <array>
#include <cstddef>

namespace redactor {
namespace {

constexpr std::array<std::string_view, whole_reason_count> words{"binary", "not-utf-8", "image",
    "not-rewritable", "damaged", "encrypted", "too-large", "too-many-members", "too-deep",
    "too-slow", "unsafe-path", "not-examined", "parser-failed"};

} // namespace

std::string_view to_string(WholeReason reason) { return words[static_cast<std::size_t>(reason)]; }

} // namespace redactor
