#include "access/address_access.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/prose_word.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::string_view foreign_signs = "/\\()[]{}=:";

// An address where people sign in.
bool names_sign_in(std::string_view url)
{
    static constexpr std::array<std::string_view, 12> words = {"login", "admin", "signin",
        "sign-in", "account", "panel", "dashboard", "portal", "webmail", "auth", "backend", "user"};
    return std::any_of(words.begin(), words.end(),
        [&](std::string_view word) { return contains_caseless(url, word); });
}

// "…, log in with olga and Kettle#5": a name and a value between a word like "with" and a joiner. Behind an address where people
// sign in, any word of the sentence that no sentence holds by chance.
bool take_joined(SourceText& source, std::size_t at, std::size_t stop, std::string_view url)
{
    constexpr int words_max = 12;
    bool with = false;
    std::size_t name = 0; // words since "with"
    for (int i = 0; i < words_max && at < stop; ++i) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        if (word.next <= at || word.next > stop) {
            return false;
        }
        const std::string folded = fold_case(word.text(source));
        if (with && name == 1 && source.words().joiners.contains(folded)) {
            const ProseWord value = read_word(source, skip_blanks(source, word.next));
            if (value.end <= stop && is_free_password(source, value.text(source), foreign_signs) &&
                is_running_text(source, word.begin)) {
                source.add(
                    Detector::pair, value.begin, value.end, Kind::password, Confidence::medium);
                return true;
            }
        }
        if (!word.wide && holds_telling_byte(word.text(source)) &&
            is_free_password(source, word.text(source), foreign_signs) &&
            is_running_text(source, word.begin) && names_sign_in(url)) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
            return true;
        }
        if (word.ends_sentence) {
            return false;
        }
        ++name;
        if (source.words().with_words.contains(folded)) {
            with = true;
            name = 0;
        }
        at = word.next;
    }
    return false;
}

// "the panel (https://…) …": the address whose "://" is at `at` stands in brackets of a sentence.
bool stands_in_brackets(const SourceText& source, std::size_t at)
{
    constexpr std::size_t scheme_bytes_max = 8;
    std::size_t begin = at;
    while (begin > 0 && at - begin < scheme_bytes_max && is_alpha(source.at(begin - 1))) {
        --begin;
    }
    return begin > 1 && source.at(begin - 1) == '(' &&
           (is_blank(source.at(begin - 2)) || is_high(source.at(begin - 2)));
}

// An address, below it a name and below that a value, each alone on its line: people who are asked for an access send it so.
void take_lines_below(SourceText& source, std::size_t line_end)
{
    constexpr std::size_t name_bytes_max = 64;
    const auto next_line = [&](std::size_t end) {
        const std::size_t begin = source.text().substr(0, end + 2).find('\n', end);
        return begin == std::string_view::npos ? source.text().size() : begin + 1;
    };
    const auto is_alone = [&](const ProseWord& word, std::size_t line) {
        return word.end > word.begin && source.line_begin(word.begin) == line &&
               skip_blanks(source, word.end) >= source.line_end(line);
    };
    const std::size_t name_line = next_line(line_end);
    const ProseWord name = read_word(source, skip_blanks(source, name_line));
    if (name_line >= source.text().size() || name.end - name.begin > name_bytes_max ||
        !is_alone(name, name_line) ||
        name.text(source).find_first_of("/:=(){}[]<>;\"") != std::string_view::npos) {
        return;
    }
    const std::size_t value_line = next_line(source.line_end(name_line));
    const ProseWord word = read_word(source, skip_blanks(source, value_line));
    if (value_line >= source.text().size() || !is_alone(word, value_line)) {
        return;
    }
    // A further word alone on its line makes a list of it.
    const std::size_t below = next_line(source.line_end(value_line));
    const std::size_t behind = skip_blanks(source, below);
    const ProseWord further = read_word(source, behind);
    const bool ends = behind >= source.line_end(below) || !is_alone(further, below);
    const std::string_view value = word.text(source);
    if (ends &&
        (is_free_password(source, value, foreign_signs) || is_made_up_word(source, value)) &&
        !is_file_name(value)) {
        source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
    }
}

} // namespace

void parse_access_behind_url(SourceText& source, std::size_t at)
{
    constexpr std::size_t url_bytes_max = 200;
    constexpr std::size_t between_bytes_max = 60; // "… with olga / Kettle#5"
    const std::string_view text = source.text();
    const std::size_t stop = source.line_end(at);
    std::size_t end = at;
    while (end < stop && end - at < url_bytes_max && !is_space(text[end])) {
        if (text[end] == '"' || text[end] == '<' || text[end] == '\'' ||
            (text[end] == ')' && !stands_in_brackets(source, at))) {
            return; // an attribute, a link or a call
        }
        if (text[end] == ')') {
            break;
        }
        ++end;
    }
    if (skip_blanks(source, end) >= stop) {
        take_lines_below(source, stop);
        return;
    }
    if (take_joined(
            source, end + (source.at(end) == ')' ? 1U : 0U), stop, text.substr(at, end - at))) {
        return;
    }
    // Only a sign that stands free parts name and value here: a / b and a | b.
    for (std::size_t sign = end + 1; sign + 2 < stop && sign < end + between_bytes_max; ++sign) {
        if ((text[sign] != '/' && text[sign] != '|') || !is_blank(text[sign - 1]) ||
            !is_blank(text[sign + 1])) {
            continue;
        }
        const ProseWord word = read_word(source, skip_blanks(source, sign + 1));
        const std::string_view value = word.text(source);
        if (word.end <= stop && is_free_password(source, value, "") &&
            is_running_text(source, at)) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
            return;
        }
    }
}

} // namespace redactor
