#include "access/cue.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/variants.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t reach_bytes = 120;
constexpr std::string_view foreign_signs = "/\\()[]{}=:<>";

// Words before a value that say nothing but that it comes.
bool is_link(const WordLists& words, const std::string& folded)
{
    return words.copulas.contains(folded) || words.leads.contains(folded) ||
           words.with_words.contains(folded);
}

// "it", "the right one": words of which a sentence names nothing.
bool is_empty_word(const WordLists& words, const std::string& folded)
{
    return words.value_fillers.contains(folded) || words.stop_values.contains(folded) ||
           words.reverse_links.contains(folded);
}

// Marigold-47: a word with a capital and small letters, joined with a number of two digits or more.
bool is_capital_number(const SourceText& source, std::string_view word)
{
    constexpr std::size_t letters_min = 5;
    const std::size_t mark = word.find_first_of("-_.");
    return mark != std::string_view::npos && mark >= letters_min && is_upper(word.front()) &&
           !names_a_thing(source.words(), word.substr(0, mark)) &&
           std::all_of(word.begin() + 1, word.begin() + static_cast<std::ptrdiff_t>(mark),
               [](char c) { return is_lower(c) || is_high(c); }) &&
           word.size() - mark > 2 &&
           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(mark) + 1, word.end(), is_digit);
}

// Walks over the words behind a cue.
class CueWalk {
public:
    CueWalk(SourceText& source, const Identifier& cue)
        : source_(source), leads_(source.words().labels[cue.label].strong), led_(leads_)
    {
    }

    // False when the rest of the line belongs to something else.
    bool step(const ProseWord& word)
    {
        const WordLists& words = source_.words();
        const std::string_view value = word.text(source_);
        const std::string folded = fold_case(value);
        if (is_value(value)) {
            source_.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
            led_ = false;
        } else if (is_link(words, folded)) {
            led_ = true;
            joined_ = false;
        } else if (words.joiners.contains(folded)) {
            led_ = joined_ = true;
        } else {
            led_ = false;
            strays_ += is_empty_word(words, folded) ? 0 : 1;
        }
        return strays_ <= nouns_max;
    }

private:
    bool is_value(std::string_view value) const
    {
        if (is_free_password(source_, value, foreign_signs) && !is_file_name(value)) {
            return leads_ || joined_ || strays_ == 0;
        }
        return led_ &&
               ((leads_ && is_capital_number(source_, value)) ||
                   ((leads_ || strays_ <= (joined_ ? 1 : 0)) && is_made_up_word(source_, value)));
    }

    static constexpr int nouns_max = 2; // "unlock the zip file with X", "log in with olga and X"

    SourceText& source_;
    bool leads_;
    bool led_; // the word before leads to a value
    bool joined_ = false;
    int strays_ = 0; // words that name something
};

// "Sorry, it is X", but not "fixed a typo in X": the first word of a sentence or of a part of one.
bool begins_sentence(const SourceText& source, std::size_t at)
{
    while (at > 0 && is_blank(source.at(at - 1))) {
        --at;
    }
    return at == 0 || is_high(source.at(at - 1)) ||
           std::string_view("\n\r.,;:!?-(>\"*").find(source.at(at - 1)) != std::string_view::npos;
}

// "Sorry, mistyped: not Hase2020 but Hase2021": two words of letters and a number that are nearly the same, in a line that takes
// something back.
void take_contrast(SourceText& source, const Identifier& cue)
{
    constexpr std::size_t line_bytes_max = 160;
    constexpr std::size_t words_max = 24;
    if (cue.begin < source.contrast_end()) {
        return; // read for the cue before
    }
    const std::size_t line = source.line_begin(cue.begin);
    std::size_t at = std::max(line, cue.begin - std::min(cue.begin, line_bytes_max));
    while (at > line && at < cue.begin && !is_space(source.at(at - 1))) {
        ++at; // not from the middle of a word
    }
    const std::size_t stop = std::min(source.line_end(cue.end), cue.end + line_bytes_max);
    source.remember_contrast(stop);
    source.count_read(stop - at);
    std::vector<ProseWord> seen;
    while (at < stop && seen.size() < words_max) {
        const ProseWord word = read_word(source, at);
        at = std::max(word.next, at + 1);
        if (word.end > word.begin && word.end <= stop && !word.wide &&
            is_numbered_word(source, word.text(source)) && shape_of(word.text(source)).digits > 1) {
            seen.push_back(word);
        }
    }
    for (std::size_t i = 1; i < seen.size(); ++i) {
        const std::string_view one = seen[i - 1].text(source);
        const std::string_view other = seen[i].text(source);
        if (one == other || !are_variants(one, other)) {
            continue;
        }
        for (const ProseWord& word : {seen[i - 1], seen[i]}) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
        }
    }
}

} // namespace

void parse_cue(SourceText& source, const Identifier& cue)
{
    constexpr int words_max = 12;
    const Label& label = source.words().labels[cue.label];
    const bool is_one_word = !label.strong && label.text.find(' ') == std::string::npos; // "sorry"
    const std::size_t stop = std::min(source.line_end(cue.end), cue.end + reach_bytes);
    const std::size_t line = source.line_begin(cue.begin);
    if (cue.begin != cue.label_begin || cue.end != cue.label_end ||
        !holds_telling_byte(source.text().substr(line, stop - line)) ||
        !is_running_text(source, cue.begin)) {
        return;
    }
    if (!label.strong) {
        take_contrast(source, cue);
    }
    if (stop <= cue.end || (is_one_word && !begins_sentence(source, cue.begin))) {
        return;
    }
    CueWalk walk(source, cue);
    std::size_t at = cue.end;
    for (int i = 0; i < words_max && at < stop; ++i) {
        at = skip_blanks(source, at);
        if (source.at(at) == ':') {
            ++at;
            continue;
        }
        const ProseWord word = read_word(source, at);
        if (word.next <= at || word.end > stop || (word.end > word.begin && !walk.step(word))) {
            return;
        }
        at = word.next;
    }
}

} // namespace redactor
