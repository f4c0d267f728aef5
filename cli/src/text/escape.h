#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

enum class Lines { kept, escaped };

// Text from a ticket made safe for a terminal: control characters (C0, DEL, C1), bidirectional overrides, line separators and broken UTF-8
// become \xNN or \u{NNNN}. A customer must not be able to move the cursor, recolour, retitle or reorder an agent's screen.
// With Lines::kept newline and tab stay.
[[nodiscard]] std::string escape_text(std::string_view text, Lines lines = Lines::escaped);

// JSON with the same characters written as \uNNNN, which means the same: nobody who pages through it sees another text than its reader.
[[nodiscard]] std::string escape_json(std::string_view json);

// Columns the text takes on a terminal, for text that went through escape_text: wide East Asian and emoji count two, combining marks none.
[[nodiscard]] std::size_t text_columns(std::string_view text);

// At most `columns` columns, the last one an ellipsis when something was cut.
[[nodiscard]] std::string cut_to_columns(std::string_view text, std::size_t columns);

// One CSV field (RFC 4180). Whatever a spreadsheet would run as a formula gets an apostrophe in front (OWASP "CSV injection"), also where it would
// begin a cell only for one that cuts at other separators.
[[nodiscard]] std::string csv_field(std::string_view text);

} // namespace cli
