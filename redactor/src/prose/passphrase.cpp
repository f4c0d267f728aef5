#include "prose/passphrase.h"

#include <algorithm>
#include <array>
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
constexpr std::size_t mnemonic_letters_max = 8; // BIP 39: 3 to 8

bool is_small(std::string_view word)
{
    return word.size() >= letters_min && word.size() <= letters_max &&
           std::all_of(word.begin(), word.end(), is_lower);
}

// Behind "is" or a colon; npos when neither links what follows to the label. Of what calls itself a phrase much may be said before:
// "the passphrase for the key I attached is …".
std::size_t behind_link(const SourceText& source, std::size_t at, bool phrase)
{
    const int links_max = phrase ? 10 : 3; // "is still the"
    bool linked = false;
    bool of_owner = false; // "for the key", but no "dialog"
    for (int i = 0; i < links_max; ++i) {
        const std::size_t next = skip_blanks(source, at);
        if (source.at(next) == ':') {
            return skip_blanks(source, next + 1);
        }
        const ProseWord word = read_word(source, next);
        const std::string folded = fold_case(word.text(source));
        const bool copula = source.words().copulas.contains(folded) &&
                            !(phrase && source.words().leads.contains(folded)); // "used to encrypt"
        of_owner = of_owner || (i == 0 && source.words().owners.contains(folded));
        const bool goes_on = phrase && of_owner && !linked && !word.ends_sentence;
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
    if (std::none_of(phrase.begin(), phrase.end(), is_digit) || !is_long_phrase(phrase)) {
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
    constexpr std::array<std::size_t, 5> lengths = {12, 15, 18, 21, 24}; // BIP 39
    constexpr std::size_t words_max = lengths.back();
    constexpr std::size_t lead_bytes_max = 40;
    constexpr std::size_t of_sentences_max = 2; // "will", "this" are in the list of wallets, too
    constexpr std::size_t letters_mean_min = 4;
    const std::string& label = source.words().labels[identifier.label].text;
    if (!label.ends_with("phrase") && !label.ends_with("mnemonic")) {
        return false;
    }
    // Behind a colon, "is" or the end of the label's line.
    const std::size_t link = source.text()
                                 .substr(0, identifier.end + lead_bytes_max)
                                 .find_first_of(":\n", identifier.end);
    if (link == std::string_view::npos) {
        return false;
    }
    std::size_t at = link;
    while (is_space(source.at(at)) || source.at(at) == ':' || source.at(at) == '"') {
        ++at;
    }
    const std::size_t begin = at;
    std::size_t end = at;
    std::size_t words = 0;
    std::size_t letters = 0;
    std::size_t of_sentences = 0;
    while (words < words_max) {
        std::size_t stop = at;
        while (stop - at <= mnemonic_letters_max && is_lower(source.at(stop))) {
            ++stop;
        }
        const std::string_view word = source.text().substr(at, stop - at);
        if (word.size() < letters_min || word.size() > mnemonic_letters_max) {
            break;
        }
        of_sentences += is_of_sentences(source.words(), std::string(word)) ? 1U : 0U;
        letters += word.size();
        ++words;
        end = at = stop;
        while (is_space(source.at(at))) {
            ++at;
        }
        if (at == stop) {
            break; // a mark
        }
    }
    source.count_read(end - identifier.end);
    const char behind = source.at(end);
    if (std::find(lengths.begin(), lengths.end(), words) == lengths.end() ||
        of_sentences > of_sentences_max || letters < words * letters_mean_min || is_alnum(behind)) {
        return false;
    }
    source.add(Detector::prose, begin, end, Kind::recovery_code, Confidence::medium);
    return true;
}

bool take_passphrase(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t words_min = 2; // before a number
    constexpr std::size_t words_alone_min = 4;
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
                    : phrase ? words_alone_min
                             : words_max + 1)) {
        return false;
    }
    source.add(Detector::prose, begin, end, Kind::password, Confidence::medium);
    return true;
}

} // namespace redactor
