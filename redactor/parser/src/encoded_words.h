#pragma once

#include "mapped_text.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace redactor::parser {

// A word of a mail's head written as =?charset?B?…?= (RFC 2047).
struct EncodedWord {
    std::size_t begin = 0; // in the mail
    std::size_t end = 0;
    std::string charset;
    std::string text; // decoded: UTF-8, or the bytes of another charset as they are
};

// Mail bytes [begin, end) as a reader shows them: folded lines joined, words decoded. Source 0 is the mail, source 1 + n the
// n-th of `words`, to which those of this head are added.
MappedText read_mail_head(
    std::string_view mail, std::size_t begin, std::size_t end, std::vector<EncodedWord>& words);

// The word with another text, as one or more words of at most 75 characters.
std::string encode_word(const EncodedWord& word, std::string_view text);

} // namespace redactor::parser
