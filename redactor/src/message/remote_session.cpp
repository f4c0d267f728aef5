#include "message/remote_session.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "message/made_up.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "values/prose_word.h"
#include "values/value_reader.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

// "ID 1 204 558 917", ": 488-201-733": where the number behind a program's name ends; 0 when none stands there.
std::size_t session_number_end(const SourceText& source, std::size_t at)
{
    constexpr std::size_t lead_bytes_max = 24; // " (Nummer): "
    constexpr std::size_t digits_min = 8;
    constexpr std::size_t digits_max = 12;
    std::size_t begin = at;
    while (begin - at < lead_bytes_max && source.at(begin) != '\0' && !is_digit(source.at(begin))) {
        ++begin;
    }
    std::size_t digits = 0;
    std::size_t end = begin;
    for (std::size_t i = begin; digits <= digits_max; ++i) {
        const char c = source.at(i);
        if (is_digit(c)) {
            ++digits;
            end = i + 1;
        } else if ((c != ' ' && c != '-') || !is_digit(source.at(i + 1))) {
            break;
        }
    }
    return digits >= digits_min && digits <= digits_max ? end : 0;
}

// x9k3pw, m4x9ta: letters and digits that take turns, as programs make them to be read out.
bool is_spoken(std::string_view word)
{
    constexpr std::size_t bytes_min = 6;
    constexpr std::size_t bytes_max = 12;
    constexpr int changes_min = 2;
    int changes = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
        changes += is_digit(word[i]) != is_digit(word[i - 1]) ? 1 : 0;
    }
    return word.size() >= bytes_min && word.size() <= bytes_max && changes >= changes_min &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_lower(c) || is_digit(c); });
}

void take_session_password(SourceText& source, std::size_t at)
{
    constexpr int words_max = 10;
    constexpr int lines_max = 2;
    int lines = 0;
    for (int i = 0; i < words_max; ++i) {
        at = skip_blanks(source, at);
        while (source.at(at) == '\n' || source.at(at) == '\r') {
            lines += source.at(at) == '\n' ? 1 : 0;
            at = skip_blanks(source, at + 1);
        }
        const ProseWord word = read_word(source, at);
        if (lines > lines_max || word.next <= at) {
            return;
        }
        const std::string_view text = word.text(source);
        if (!word.wide && (is_spoken(text) || made_up_look(source, text) >= MadeUp::weak)) {
            source.add(Detector::pair, word.begin, word.end, Kind::password, Confidence::medium);
            return;
        }
        at = word.next;
    }
}

} // namespace

void parse_remote_session(SourceText& source)
{
    const std::string_view text = source.text();
    for (std::size_t at = 0; at < text.size();) {
        const ProseWord word = read_word(source, skip_blanks(source, at));
        const std::string folded = fold_case(word.text(source));
        if (source.words().remote_tools.contains(folded)) {
            if (const std::size_t end = session_number_end(source, word.end); end > 0) {
                take_session_password(source, end);
            }
        }
        at = std::max(word.next, at + 1);
    }
}

} // namespace redactor
