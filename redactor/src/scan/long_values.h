#pragma once

#include <string_view>
#include <vector>

#include "redactor/stream_scanner.h"
#include "rules/candidate.h"

namespace redactor {

// A candidate that is this long may go on behind what is known of a text: the text is not fully scanned then.
inline constexpr std::size_t scan_value_bytes_max = scan_right_bytes;

// Parsers and patterns read a value to a bound of their own. What goes on behind the bound, as tokens do, belongs to the value: the
// candidates grow to where it ends.
void extend_long_values(std::string_view text, std::vector<Candidate>& candidates);

} // namespace redactor
