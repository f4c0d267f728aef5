#pragma once

#include <cstddef>
#include <string_view>

#include "source_text.h"

namespace redactor {

// One word of running text without the punctuation around it.
struct ProseWord {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t next = 0; // where the next word may begin
    bool ends_sentence = false;

    std::string_view text(const SourceText& source) const
    {
        return source.text().substr(begin, end - begin);
    }
};

// The word at `at`: up to white space, without brackets and commas around it or the sentence's mark behind it.
ProseWord read_word(const SourceText& source, std::size_t at);

// The run of ASCII or full-width characters at `at`, as values stand in scripts without blanks.
ProseWord read_ascii_run(const SourceText& source, std::size_t at);

} // namespace redactor
