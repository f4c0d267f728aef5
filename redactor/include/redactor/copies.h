#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/finding.h"
#include "redactor/scanner.h"

namespace redactor {

inline constexpr std::size_t copy_bytes_min = 8;
inline constexpr std::size_t copy_values_max = 2000;

// A value confirmed somewhere in the ticket. `value` must live until find_copies returns.
struct KnownValue {
    std::string_view value;
    Kind kind = Kind::password;
};

// One further occurrence of a known value; `value_index` says of which.
struct Copy {
    Finding finding;
    std::size_t value_index = 0;
};

// Other occurrences of confirmed values in another part of the ticket, as whole tokens: plain, as JSON, XML, URLs, PHP, shells and CSV write them
// (also of a value that was found so written), or in base64 (each of its three alignments). Values shorter than copy_bytes_min, and those that read like a
// plain word or number, are not looked for: they would seal ordinary text. Sorted, never overlapping each other or
// `taken` (findings the text already has, sorted). The rule of each finding is "copy".
std::expected<std::vector<Copy>, ScanError> find_copies(
    std::string_view text, std::span<const KnownValue> values, std::span<const Finding> taken = {});

} // namespace redactor
