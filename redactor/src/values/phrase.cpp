#include "values/phrase.h"

#include <algorithm>
#include <string>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/identifier.h"

namespace redactor {
namespace {

constexpr std::size_t words_min = 2;
constexpr std::size_t words_max = 8;
constexpr std::size_t words_telling_min =
    4; // of which the first may be one of sentences: "correct horse battery staple"
constexpr std::size_t phrase_bytes_min = 7;
constexpr std::size_t phrase_bytes_max = 64;

// Signs of code, of a list or of a heading, which no word of a phrase has; a sign behind the word may belong to it.
bool holds_foreign_sign(std::string_view word)
{
    return word.find_first_of("{}<>()[]|\\/`\"=:;$%*#@,_") != std::string_view::npos ||
           word.starts_with("-") || word.starts_with("!") || word.ends_with(".") ||
           word.ends_with("?") || word.ends_with("…");
}

// "Film ab, bitte": behind a word of several.
std::string_view without_comma(std::string_view word)
{
    return word.ends_with(',') ? word.substr(0, word.size() - 1) : word;
}

// DBPassword, newPassword: the name of another thing.
bool names_a_label(const WordLists& words, std::string_view word)
{
    const auto parts = identifier_parts(word);
    return parts.size() > 1 &&
           std::any_of(parts.begin(), parts.end(),
               [&](const std::string& part) { return words.is_label_word(part); });
}

bool holds_letter(std::string_view word)
{
    return std::any_of(word.begin(), word.end(), [](char c) { return is_alpha(c) || is_high(c); });
}

} // namespace

bool is_of_sentences(const WordLists& words, const std::string& folded)
{
    for (const WordSet* set : {&words.stop_values, &words.copulas, &words.value_fillers,
             &words.joiners, &words.owners, &words.leads, &words.with_words, &words.as_words,
             &words.reverse_links, &words.access_words, &words.tail_words, &words.head_words,
             &words.interface_words, &words.plainly, &words.follows, &words.dummy_values}) {
        if (set->contains(folded)) {
            return true;
        }
    }
    return words.is_label_word(folded);
}

bool is_chosen_phrase(const WordLists& words, std::string_view phrase, PhraseKind kind)
{
    if (phrase.size() < phrase_bytes_min || phrase.size() > phrase_bytes_max) {
        return false;
    }
    std::size_t count = 0;
    std::size_t ordinary = 0;
    std::size_t lettered = 0;
    bool begins_ordinary = false;
    bool ends_ordinary = false; // the last of three or more
    for (std::size_t at = 0; at < phrase.size();) {
        const std::size_t end = std::min(phrase.find(' ', at), phrase.size());
        const std::string_view word = phrase.substr(at, end - at);
        at = end + 1;
        std::string folded = fold_case(word);
        const bool goes_on = at <= phrase.size();
        while (!folded.empty() && (folded.back() == '!' || folded.back() == '\'' ||
                                      (goes_on && folded.back() == ','))) {
            folded.pop_back();
        }
        if (folded.empty() || holds_foreign_sign(goes_on ? without_comma(word) : word) ||
            words.is_label_word(folded) ||
            (kind != PhraseKind::any && words.copulas.contains(folded)) ||
            names_a_label(words, word) || words.code_words.contains(folded)) {
            return false;
        }
        ++count;
        lettered += holds_letter(word) ? 1U : 0U;
        const bool of_sentences = is_of_sentences(words, folded);
        ordinary += of_sentences ? 1U : 0U;
        begins_ordinary = begins_ordinary || (of_sentences && count == 1);
        ends_ordinary = of_sentences && count > 2 && at > phrase.size();
    }
    const bool plausible =
        kind == PhraseKind::any ||
        (!ends_ordinary && !(begins_ordinary && (ordinary > 1 || count < words_telling_min)) &&
            ordinary * 2 < (kind == PhraseKind::ordinary ? count : 1));
    return count >= words_min && count <= words_max && lettered > 0 && plausible;
}

bool is_long_phrase(std::string_view phrase)
{
    constexpr std::size_t long_words_min = 3;
    constexpr std::size_t digits_min = 2;
    const auto blanks = static_cast<std::size_t>(std::count(phrase.begin(), phrase.end(), ' '));
    const std::size_t digit = phrase.find_first_of("0123456789");
    const bool numbered = digit != std::string_view::npos && digit > 0 &&
                          phrase[digit - 1] == ' ' &&
                          phrase.find_first_not_of("0123456789", digit) == std::string_view::npos;
    return fold_case(phrase) == phrase && blanks + 1 >= long_words_min &&
           (digit == std::string_view::npos || (numbered && phrase.size() - digit >= digits_min));
}

std::optional<std::size_t> phrase_to_line_end(
    const SourceText& source, std::size_t begin, PhraseKind kind)
{
    std::size_t end = source.line_end(begin);
    while (end > begin && is_space(source.at(end - 1))) {
        --end;
    }
    if (end <= begin || end - begin > phrase_bytes_max ||
        !is_chosen_phrase(source.words(), source.text().substr(begin, end - begin), kind)) {
        return std::nullopt;
    }
    return end;
}

} // namespace redactor
