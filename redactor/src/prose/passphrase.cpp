#include "prose/passphrase.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "prose/prose_context.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/phrase.h"
#include "values/prose_word.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

constexpr std::size_t letters_min = 3;
constexpr std::size_t letters_max = 12;

bool is_small(std::string_view word)
{
    return word.size() >= letters_min && word.size() <= letters_max &&
           std::all_of(word.begin(), word.end(), is_lower);
}

bool is_mnemonic_word(std::string_view word)
{
    return word.size() >= letters_min && word.size() <= 8;
}

// Behind "is" or a colon; npos when neither links what follows to the label. Of what calls itself a phrase much may be said before:
// "the passphrase for the key I attached is …".
std::size_t behind_link(const SourceText& source, std::size_t at, bool phrase)
{
    const int links_max = phrase ? 10 : 3; // "is still the"
    bool linked = false;
    for (int i = 0; i < links_max; ++i) {
        const std::size_t next = skip_blanks(source, at);
        if (source.at(next) == ':') {
            return skip_blanks(source, next + 1);
        }
        const ProseWord word = read_word(source, next);
        const std::string folded = fold_case(word.text(source));
        const bool copula = source.words().copulas.contains(folded) &&
                            !(phrase && source.words().leads.contains(folded)); // "used to encrypt"
        const bool goes_on = phrase && !linked && !word.ends_sentence;
        if (word.end <= word.begin ||
            (!copula && !goes_on && !source.words().value_fillers.contains(folded))) {
            break;
        }
        linked = linked || copula;
        at = word.end;
    }
    return linked ? skip_blanks(source, at) : std::string_view::npos;
}

// "Passwort:" and on the next line nothing but "wolke sieben 77".
bool take_line_below(SourceText& source, std::size_t line_end)
{
    const std::size_t below = skip_blanks(source, line_end + (source.at(line_end) == '\r' ? 2 : 1));
    const std::optional<std::size_t> end =
        below < source.text().size() ? phrase_to_line_end(source, below, PhraseKind::content)
                                     : std::nullopt;
    const std::string_view phrase =
        end ? source.text().substr(below, *end - below) : std::string_view();
    if (std::none_of(phrase.begin(), phrase.end(), is_digit)) {
        return false;
    }
    source.add(Detector::prose, below, *end, Kind::password, Confidence::medium);
    return true;
}

// The rest of the sentence behind the link, three words at least.
bool take_rest_of_sentence(SourceText& source, std::size_t begin)
{
    constexpr std::size_t words_min = 3;
    std::size_t end = begin;
    std::size_t words = 0;
    for (std::size_t at = begin; at < source.line_end(begin);) {
        const ProseWord word = read_word(source, at);
        if (word.end <= word.begin || word.begin != at) {
            break;
        }
        end = word.end;
        ++words;
        at = skip_blanks(source, word.end);
        if (word.next != word.end) {
            break;
        }
    }
    if (words < words_min || !is_chosen_phrase(source.words(),
                                 source.text().substr(begin, end - begin), PhraseKind::ordinary)) {
        return false;
    }
    source.add(Detector::prose, begin, end, Kind::password, Confidence::medium);
    return true;
}

} // namespace

bool take_mnemonic(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t words_min = 12; // BIP 39: 12 to 24, a list of 2,048
    constexpr std::size_t words_max = 24;
    constexpr std::size_t lead_bytes_max = 80;
    constexpr std::size_t bytes_max = 9 * words_max + lead_bytes_max;
    const std::size_t stop = std::min(source.text().size(), identifier.end + bytes_max);
    source.count_read(stop - identifier.end);
    std::size_t begin = identifier.end;
    std::size_t end = begin;
    std::size_t words = 0;
    for (std::size_t at = identifier.end; at < stop && words < words_max;) {
        std::size_t word_end = at;
        while (word_end < stop && is_lower(source.at(word_end))) {
            ++word_end;
        }
        const bool small = is_mnemonic_word(source.text().substr(at, word_end - at)) &&
                           (is_space(source.at(word_end)) || word_end >= source.text().size() ||
                               source.at(word_end) == '.' || source.at(word_end) == '"');
        if (!small && words >= words_min) {
            break;
        }
        if (small && words == 0) {
            begin = at;
            if (begin - identifier.end > lead_bytes_max) {
                return false;
            }
        }
        words = small ? words + 1 : 0;
        end = small ? word_end : end;
        at = small ? word_end : std::max(word_end, at + 1);
        while (at < stop && is_space(source.at(at))) {
            ++at;
        }
    }
    if (words < words_min) {
        return false;
    }
    source.add(Detector::prose, begin, end, Kind::recovery_code, Confidence::high);
    return true;
}

bool take_passphrase(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t words_min = 3; // before a number; one more without it
    constexpr std::size_t words_max = 8;
    constexpr std::size_t digits_max = 4;
    // Only what calls itself a phrase is one without a number, and may hold words that sentences are made of.
    const bool phrase = source.words().labels[identifier.label].text.ends_with("phrase");
    std::size_t begin = behind_link(source, identifier.end, phrase);
    if (begin == source.line_end(identifier.end) && take_line_below(source, begin)) {
        return true;
    }
    const std::size_t stop = source.line_end(identifier.end);
    const char quote = begin < stop ? source.at(begin) : '\0';
    const bool quoted = quote == '"' || quote == '\'';
    begin += quoted ? 1 : 0;
    if (begin >= stop || !is_lower(source.at(begin))) {
        return false;
    }
    if (phrase && !quoted && take_rest_of_sentence(source, begin)) {
        return true;
    }
    std::size_t words = 0;
    std::size_t end = begin;
    bool numbered = false;
    for (std::size_t at = begin; at < stop && !numbered && words <= words_max;) {
        const ProseWord word = read_word(source, at);
        const std::string_view text = word.text(source);
        numbered = !text.empty() && text.size() <= digits_max &&
                   std::all_of(text.begin(), text.end(), is_digit);
        const std::string folded = fold_case(text);
        const bool opens = phrase && words == 0 && source.words().stop_values.contains(folded);
        if (word.end > stop ||
            (!numbered &&
                (!is_small(text) || (!opens && is_of_sentences(source.words(), folded))))) {
            return false;
        }
        words += numbered ? 0U : 1U;
        end = word.end;
        if (word.next != word.end) {
            break; // a mark ends the phrase
        }
        at = skip_blanks(source, word.end);
    }
    if (quoted && source.at(end) != quote) {
        return false;
    }
    if (words > words_max || !ends_phrase_at(source, end + (quoted ? 1 : 0)) ||
        words < (numbered    ? words_min
                    : phrase ? words_min + 1
                             : words_max + 1)) {
        return false;
    }
    source.add(Detector::prose, begin, end, Kind::password, Confidence::medium);
    return true;
}

} // namespace redactor
