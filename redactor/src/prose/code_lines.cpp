#include "prose/code_lines.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "prose/prose_context.h"
#include "prose/prose_value.h"
#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "values/prose_word.h"
#include "values/value_reader.h"
#include "values/word_strength.h"

namespace redactor {

void take_loud_setting(SourceText& source, const Identifier& identifier)
{
    const std::size_t colon = skip_blanks(source, identifier.end);
    const ProseWord word = read_word(source, skip_blanks(source, colon + 1));
    if (source.at(colon) == ':' && word.end <= source.line_end(colon) &&
        skip_blanks(source, source.line_begin(identifier.begin)) == identifier.begin &&
        skip_blanks(source, word.end) >= source.line_end(colon) &&
        is_free_password(source, word.text(source), "/\\()[]{}=:<>")) {
        source.add(Detector::prose, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

bool take_codes_below(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t lines_max = 24;
    constexpr std::size_t codes_min = 2;
    std::vector<ProseWord> codes;
    std::size_t line = source.line_end(identifier.end);
    for (std::size_t i = 0; i < lines_max && line < source.text().size(); ++i) {
        const std::size_t at = skip_blanks(source, line + (source.at(line) == '\r' ? 2 : 1));
        const ProseWord word = read_word(source, at);
        Place place;
        place.link = Link::colon;
        const Surroundings around(
            source, Value{word.begin, word.end, word.next, false, 0}, identifier.end, true);
        if (word.end <= word.begin || !is_alone_on_line(source, word.begin, word.end) ||
            !is_secret_at(source, LabelClass::recovery, word.text(source), place, around)) {
            break;
        }
        codes.push_back(word);
        line = source.line_end(word.end);
    }
    for (const ProseWord& code : codes) {
        if (codes.size() >= codes_min) {
            source.add(
                Detector::prose, code.begin, code.end, Kind::recovery_code, Confidence::medium);
        }
    }
    return codes.size() >= codes_min;
}

namespace {

// olga@web.example, d.moreau, web44_olga, root: as only accounts are called.
bool looks_like_account(const SourceText& source, std::string_view word)
{
    const std::size_t mark = word.find_first_of("@._0123456789", 1);
    return source.words().account_names.contains(fold_case(word)) ||
           (mark != std::string_view::npos && mark + 1 < word.size() && is_lower(word.front()) &&
               !is_version(word) && word.find('/') == std::string_view::npos);
}

// "olga@web.example and the code", "user olga and the code": the name of an account, a word that joins or links, and words that say
// nothing.
bool joins_account_before(const SourceText& source, std::size_t label)
{
    constexpr std::size_t reach_bytes = 64;
    const WordLists& words = source.words();
    std::size_t at = std::max(source.line_begin(label), label - std::min(label, reach_bytes));
    bool account = false;
    bool announced = false; // "user"
    bool joined = false;
    while (at < label) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        if (word.end > label || word.next <= at) {
            break;
        }
        const std::string folded = fold_case(word.text(source));
        if (words.joiners.contains(folded) || words.with_words.contains(folded)) {
            joined = account;
        } else if (words.user_words.contains(folded)) {
            announced = true;
        } else if (!words.value_fillers.contains(folded) && !words.owners.contains(folded)) {
            account = announced || looks_like_account(source, word.text(source));
            announced = joined = false;
        }
        at = word.next;
    }
    return joined;
}

} // namespace

void take_code_of_account(SourceText& source, const Identifier& identifier, const Identifier* user)
{
    if (source.at(identifier.end) == '>') {
        return; // <code>, a tag
    }
    const WordLists& words = source.words();
    ProseWord word = read_word(source, read_gap(source, identifier.end).at);
    if (words.copulas.contains(fold_case(word.text(source)))) {
        word = read_word(source, read_gap(source, word.next).at);
    }
    const std::string_view value = word.text(source);
    const std::string folded = fold_case(value);
    const Strength strength = strength_of(source, value);
    if (word.end > source.line_end(identifier.end) || is_all_capitals(value) ||
        strength == Strength::none || strength == Strength::digits ||
        words.stop_values.contains(folded) || words.copulas.contains(folded) ||
        words.is_label_word(folded)) {
        return;
    }
    const bool joined = joins_account_before(source, identifier.begin);
    const bool plain = strength == Strength::plain;
    if ((joined || (!plain && names_user(source, identifier, user))) &&
        (strength == Strength::strong || ends_phrase_at(source, word.end))) {
        source.add(Detector::prose, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

} // namespace redactor
