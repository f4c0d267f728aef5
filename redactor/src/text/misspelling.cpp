#include "text/misspelling.h"

#include <algorithm>
#include <cstddef>

#include "text/letter_case.h"

namespace redactor {
namespace {

constexpr std::size_t letters_min = 5;
constexpr std::size_t letters_to_drop_one_min = 6;

} // namespace

std::vector<std::string> misspellings(std::string_view word)
{
    std::vector<char32_t> letters;
    for (std::size_t at = 0; at < word.size();) {
        const CodePoint point = code_point_at(word, at);
        letters.push_back(point.value);
        at += point.size;
    }
    // The longest part between blanks.
    std::size_t begin = 0;
    std::size_t end = 0;
    for (std::size_t from = 0; from < letters.size();) {
        const auto blank =
            std::find(letters.begin() + static_cast<std::ptrdiff_t>(from), letters.end(), U' ');
        const auto to = static_cast<std::size_t>(blank - letters.begin());
        if (to - from > end - begin) {
            begin = from;
            end = to;
        }
        from = to + 1;
    }
    std::vector<std::string> out;
    if (end - begin < letters_min) {
        return out;
    }
    const auto add = [&](const std::vector<char32_t>& slipped) {
        std::string text;
        for (const char32_t letter : slipped) {
            append_utf8(text, letter);
        }
        if (text != word && std::find(out.begin(), out.end(), text) == out.end()) {
            out.push_back(std::move(text));
        }
    };
    for (std::size_t i = begin + 1; i < end; ++i) {
        const auto here = static_cast<std::ptrdiff_t>(i);
        std::vector<char32_t> slipped = letters;
        slipped.insert(slipped.begin() + here, letters[i]);
        add(slipped);
        if (i + 1 < end) {
            slipped = letters;
            std::swap(slipped[i], slipped[i + 1]);
            add(slipped);
        }
        if (end - begin >= letters_to_drop_one_min) {
            slipped = letters;
            slipped.erase(slipped.begin() + here);
            add(slipped);
        }
    }
    return out;
}

} // namespace redactor
