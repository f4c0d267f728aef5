#include "prose/value_before.h"

#include <algorithm>
#include <string>
#include <vector>

#include "prose/prose_context.h"
#include "prose/prose_value.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/prose_word.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

constexpr std::size_t words_max =
    12; // between a value that no sentence holds by chance and the label
constexpr std::size_t link_words_max = 3;
constexpr std::size_t reach_bytes = 160;
constexpr std::size_t link_word_bytes_max = 40;

struct Seen {
    Value value;
    std::size_t sentence;
    std::size_t word;
    bool linked; // only words like "is the" stand between it and the label
};

// "konto olga7, hasło …": what a comma parts from the label is another thing.
bool is_parted(const SourceText& source, const Value& value)
{
    return !value.quoted && (source.at(value.end) == ',' || source.at(value.end) == ';' ||
                                source.at(skip_blanks(source, value.after)) == ',');
}

// End of the text without the blanks before `at`.
std::size_t without_blanks(const SourceText& source, std::size_t at)
{
    while (at > 0 && is_blank(source.at(at - 1))) {
        --at;
    }
    return at;
}

} // namespace

bool is_named_as(const SourceText& source, const Identifier& identifier)
{
    constexpr int as_reach_words = 2;
    std::size_t end = identifier.begin;
    for (int i = 0; i < as_reach_words; ++i) {
        end = without_blanks(source, end);
        std::size_t begin = end;
        while (begin > 0 && end - begin < link_word_bytes_max && !is_space(source.at(begin - 1))) {
            --begin;
        }
        if (source.words().as_words.contains(fold_case(source.text().substr(begin, end - begin)))) {
            return true;
        }
        end = begin;
    }
    return false;
}

void take_password_before(SourceText& source, const Identifier& identifier, bool only_linked)
{
    std::size_t at = std::max(source.line_begin(identifier.begin),
        identifier.begin > reach_bytes ? identifier.begin - reach_bytes : 0);
    const std::string_view before = source.text().substr(at, identifier.begin - at);
    if (!holds_telling_byte(before) && before.find('-') == std::string_view::npos) {
        return; // no word of them is strong
    }
    source.count_read(identifier.begin - at);
    std::vector<Seen> seen;
    std::size_t sentence = 0;
    std::size_t words = 0;
    while (at < identifier.begin) {
        at = skip_blanks(source, at, reach_bytes);
        const auto quoted = read_quoted(source, at);
        const ProseWord word = read_word(source, at);
        const bool whole_quote = quoted && quoted->end > quoted->begin &&
                                 quoted->after <= identifier.begin &&
                                 shape_of(quoted->text(source)).blanks == 0;
        const std::size_t next = whole_quote ? quoted->after : word.next;
        if (next > identifier.begin || next <= at) {
            break;
        }
        ++words;
        const Value value =
            whole_quote ? *quoted : Value{word.begin, word.end, word.next, false, 0};
        const std::string folded = fold_case(value.text(source));
        // "database is X and password Y": where a value stands behind the label a joiner begins another thing.
        const bool link_word = word.wide
                                   ? links_wide(source, word.text(source))
                                   : source.words().reverse_links.contains(folded) &&
                                         !(only_linked && source.words().joiners.contains(folded));
        if (!link_word) {
            for (Seen& other : seen) {
                other.linked = false;
            }
        }
        if (value.end > value.begin && !word.wide && !link_word) {
            seen.push_back({value, sentence, words, !is_parted(source, value)});
        }
        sentence += word.ends_sentence && !whole_quote ? 1U : 0U;
        at = next;
    }
    // "I typed X ten times as the password"
    const bool named_as = is_named_as(source, identifier);
    for (const Seen& candidate : seen) {
        const std::size_t between = words - candidate.word;
        const std::string_view text = candidate.value.text(source);
        const bool owner = source.text().substr(candidate.value.end, 3) == "'s " &&
                           text.find('@') != std::string_view::npos;
        const bool error = source.at(candidate.value.end) == ':' && is_all_capitals(text);
        if (owner || error || is_number_of_thing(source, text) ||
            (!holds_telling_byte(text) && !named_as)) {
            continue; // kai@web1's password, ORA-28001: the password …
        }
        const Strength strength = strength_of(source, text);
        const bool close = candidate.linked && between >= 1 && between <= link_words_max &&
                           candidate.sentence == sentence;
        const bool near = !only_linked && strength == Strength::strong &&
                          sentence - candidate.sentence <= 1 && between <= words_max &&
                          is_unlike_text(text) && !is_network_name(source, candidate.value.begin);
        const bool as_label = named_as && strength == Strength::strong &&
                              candidate.sentence == sentence && between <= words_max;
        const bool named = named_as && close && are_joined_words(source, text);
        if (near || as_label || named || (close && strength >= Strength::mixed)) {
            source.add(Detector::prose, candidate.value.begin, candidate.value.end, Kind::password,
                Confidence::medium);
        }
    }
}

void take_pin_before(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t digits_max = 9; // one more than a PIN has
    std::size_t end = without_blanks(source, identifier.begin);
    std::size_t begin = end;
    while (begin > 0 && end - begin < link_word_bytes_max && !is_space(source.at(begin - 1))) {
        --begin;
    }
    if (source.words().reverse_links.contains(
            fold_case(source.text().substr(begin, end - begin)))) {
        end = without_blanks(source, begin);
    }
    begin = end;
    while (begin > 0 && end - begin < digits_max && is_digit(source.at(begin - 1))) {
        --begin;
    }
    Place place;
    place.link = Link::adjacent;
    const Surroundings around(source, Value{begin, end, end, false, 0}, end, false);
    const char sign = begin > 0 ? source.at(begin - 1) : ' ';
    const std::string_view word = source.text().substr(begin, end - begin);
    if (end < identifier.begin && (is_space(sign) || sign == '"') && !is_year(word) &&
        is_secret_at(source, LabelClass::pin, word, place, around)) {
        source.add(Detector::prose, begin, end, Kind::pin, Confidence::medium);
    }
}

} // namespace redactor
