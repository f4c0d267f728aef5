#pragma once

#include <cstddef>
#include <string_view>

#include "values/source_text.h"

namespace redactor {

inline constexpr std::size_t word_bytes_max =
    200; // a longer word is read in pieces of so many bytes

// One word of running text without the punctuation around it.
struct ProseWord {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t next = 0; // where the next word may begin
    bool ends_sentence = false;
    bool wide = false; // kana, ideographs, Hangul or Thai, which are written without blanks

    std::string_view text(const SourceText& source) const
    {
        return source.text().substr(begin, end - begin);
    }
};

// The word at `at`: up to white space, or to where a script without blanks begins or ends; without brackets and commas around
// it, the sentence's mark behind it, or an ending behind an apostrophe (Kettle#5'tir). Empty where no word begins.
ProseWord read_word(const SourceText& source, std::size_t at);

} // namespace redactor
