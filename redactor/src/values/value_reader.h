#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

// A value as it stands in the text, without its quotes.
struct Value {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t after = 0; // behind the closing quote
    bool quoted = false;
    std::size_t wrapper = 0; // bytes of a wrapper before the quote: b, []byte(, getenv(…,

    std::string_view text(const SourceText& source) const
    {
        return source.text().substr(begin, end - begin);
    }
};

inline constexpr std::size_t value_bytes_max = 4096;

// Reads a value that begins at `at` (blanks already skipped). A quoted one ends at the same quote of the same escape level on
// the same line, or after value_bytes_max without a blank; an unquoted one at white space, at , or ; before a blank, at a closer, at the next key=.
std::optional<Value> read_value(const SourceText& source, std::size_t at);

// Only the quoted form: ' " ` with any number of backslashes before, typographic quotes, «», 「」.
std::optional<Value> read_quoted(const SourceText& source, std::size_t at);

// Moves over blanks and no-break spaces, at most `bytes_max`.
std::size_t skip_blanks(const SourceText& source, std::size_t at, std::size_t bytes_max = 24);

} // namespace redactor
