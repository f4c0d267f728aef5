#pragma once

#include <algorithm>
#include <string_view>

namespace redactor::parser {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Names of mail's fields, types and encodings mean the same in any case.
constexpr bool same_word(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return lower(x) == lower(y); });
}

constexpr bool starts_with_word(std::string_view text, std::string_view word)
{
    return text.size() >= word.size() && same_word(text.substr(0, word.size()), word);
}

} // namespace redactor::parser
