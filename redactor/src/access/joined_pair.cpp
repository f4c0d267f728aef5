#include "access/joined_pair.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/code_word.h"
#include "values/prose_word.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

// Names of accounts are written like names of programs: lower letters, with a number, a dot or an address.
bool names_account(const SourceText& source, std::string_view name)
{
    const std::string folded = fold_case(name);
    return source.words().account_names.contains(folded) ||
           (shape_of(name).digits > 0 && is_lower(name.front())) ||
           name.find_first_of("@._") != std::string_view::npos;
}

// Whether `value` is a password beside `name`: behind a name of an account whatever is mixed is one, else it must be `telling` by
// itself.
bool is_value_of(
    const SourceText& source, std::string_view name, std::string_view value, bool telling)
{
    return strength_of(source, value) >= Strength::mixed && !is_version(value) &&
           (telling || names_account(source, name));
}

// "credentials are olga:Kettle51": name and value as one word.
bool take_glued_pair(SourceText& source, const ProseWord& word)
{
    const std::string_view whole = word.text(source);
    const std::size_t sign = whole.find_first_of(":/");
    if (sign == std::string_view::npos || sign == 0 || sign + 1 >= whole.size()) {
        return false;
    }
    const std::string_view name = whole.substr(0, sign);
    const std::string_view value = whole.substr(sign + 1);
    const bool account = std::all_of(name.begin(), name.end(),
        [](char c) { return is_word(c) || c == '.' || c == '-' || c == '@' || is_high(c); });
    if (!account || value.find_first_of("/\\()[]{}=:") != std::string_view::npos ||
        is_path_or_url(whole) ||
        !is_value_of(source, name, value, is_password_like(value) && whole[sign] == ':')) {
        return false;
    }
    source.add(Detector::pair, word.begin + sign + 1, word.end, Kind::password, Confidence::medium);
    return true;
}

// user "hank", orcaBay_2019: the value behind the comma of a name.
bool take_parted_value(SourceText& source, const ProseWord& name, std::size_t at, std::size_t stop)
{
    const ProseWord word = read_word(source, at);
    const std::string_view value = word.text(source);
    const std::string_view between = source.text().substr(name.end, at - name.end);
    const ValueShape shape = shape_of(value);
    if (word.end > stop || between.find(',') == std::string_view::npos ||
        skip_blanks(source, word.end) < stop ||
        value.find_first_of("/\\()[]{}=:") != std::string_view::npos || shape.upper == 0 ||
        shape.lower == 0 || shape.digits == 0 ||
        !is_value_of(source, name.text(source), value, is_password_like(value))) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

// "credentials are test (test1234)": the value in brackets behind the name at `at`.
bool take_bracketed_value(SourceText& source, const ProseWord& name, std::size_t at)
{
    const ProseWord word = read_word(source, at);
    const std::string_view value = word.text(source);
    const ValueShape shape = shape_of(value);
    const bool numbered =
        shape.digits >= 2 && shape.symbols + shape.blanks == 0 && is_numbered_word(source, value);
    if (source.at(at) != '(' || word.begin != at + 1 || source.at(word.end) != ')' ||
        !is_value_of(source, name.text(source), value,
            numbered || is_free_password(source, value, "/\\()[]{}="))) {
        return false;
    }
    source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    return true;
}

} // namespace

bool take_joined_pair(SourceText& source, std::size_t at, std::size_t stop)
{
    constexpr int links_max = 3; // "is currently", "with the user"
    const WordLists& words = source.words();
    for (int i = 0; i <= links_max && at < stop; ++i) {
        const ProseWord name = read_word(source, at);
        const std::string folded = fold_case(name.text(source));
        if (name.end <= name.begin || name.next > stop || name.ends_sentence) {
            return false;
        }
        at = skip_blanks(source, name.next);
        if (words.copulas.contains(folded) || words.with_words.contains(folded) ||
            words.value_fillers.contains(folded) || words.owners.contains(folded) ||
            words.is_label_word(folded)) {
            continue;
        }
        if (take_glued_pair(source, name)) {
            return true;
        }
        if (take_bracketed_value(source, name, at)) {
            return true;
        }
        if (take_parted_value(source, name, at, stop)) {
            return true;
        }
        const ProseWord joiner = read_word(source, at);
        if (words.stop_values.contains(folded) || joiner.next > stop ||
            !words.joiners.contains(fold_case(joiner.text(source)))) {
            return false;
        }
        const ProseWord word = read_word(source, skip_blanks(source, joiner.next));
        const std::string_view value = word.text(source);
        const bool taken = word.end <= stop && is_value_of(source, name.text(source), value,
                                                   is_free_password(source, value, "/\\()[]{}="));
        if (taken) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
        }
        return taken;
    }
    return false;
}

} // namespace redactor
