#include "prose/passphrase.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "prose/prose_context.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/prose_word.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

constexpr std::size_t letters_min = 3;
constexpr std::size_t letters_max = 12;

// A word that says something of a password, or binds others to a sentence.
bool is_of_sentences(const WordLists& words, const std::string& word)
{
    for (const WordSet* set : {&words.stop_values, &words.copulas, &words.value_fillers,
             &words.joiners, &words.owners, &words.leads, &words.with_words, &words.as_words,
             &words.reverse_links, &words.access_words, &words.tail_words, &words.head_words,
             &words.interface_words, &words.plainly, &words.follows, &words.dummy_values}) {
        if (set->contains(word)) {
            return true;
        }
    }
    return words.is_label_word(word);
}

bool is_small(std::string_view word)
{
    return word.size() >= letters_min && word.size() <= letters_max &&
           std::all_of(word.begin(), word.end(), is_lower);
}

// Behind "is" or a colon; npos when neither links what follows to the label.
std::size_t behind_link(const SourceText& source, std::size_t at)
{
    constexpr int links_max = 3; // "is still the"
    bool linked = false;
    for (int i = 0; i < links_max; ++i) {
        const std::size_t next = skip_blanks(source, at);
        if (source.at(next) == ':') {
            return skip_blanks(source, next + 1);
        }
        const ProseWord word = read_word(source, next);
        const std::string folded = fold_case(word.text(source));
        const bool copula = source.words().copulas.contains(folded);
        if (word.end <= word.begin || (!copula && !source.words().value_fillers.contains(folded))) {
            break;
        }
        linked = linked || copula;
        at = word.end;
    }
    return linked ? skip_blanks(source, at) : std::string_view::npos;
}

} // namespace

bool take_passphrase(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t words_min = 3; // before a number; one more without it
    constexpr std::size_t words_max = 8;
    constexpr std::size_t digits_max = 4;
    std::size_t begin = behind_link(source, identifier.end);
    const std::size_t stop = source.line_end(identifier.end);
    const char quote = begin < stop ? source.at(begin) : '\0';
    const bool quoted = quote == '"' || quote == '\'';
    begin += quoted ? 1 : 0;
    if (begin >= stop || !is_lower(source.at(begin))) {
        return false;
    }
    // Only what calls itself a phrase is one without a number, and may begin as if something were said of it: "correct horse battery staple".
    const bool phrase = source.words().labels[identifier.label].text.ends_with("phrase");
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
