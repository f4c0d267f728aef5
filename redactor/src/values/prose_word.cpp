#include "values/prose_word.h"

#include <algorithm>

#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"

namespace redactor {
namespace {

constexpr std::size_t tag_bytes_max = 120;

// Marks that end a word anywhere, without a blank behind them.
constexpr std::string_view marks[] = {"，", "。", "、", "；", "（", "）", "「", "」", "『", "』",
    "“", "”", "„", "»", "«", "‹", "›", "…", "！", "？", "：", "【", "】", "・", "\u3000", "।", "،",
    "؛", "؟"};
constexpr std::string_view sentence_marks[] = {"。", "！", "？", "।", "؟"};

constexpr CharacterTable mark_leads = table_of([](char c) {
    return std::any_of(std::begin(marks), std::end(marks),
        [c](std::string_view mark) { return mark.front() == c; });
});

std::size_t mark_size(std::string_view text, std::size_t at)
{
    if (at >= text.size() || !has(mark_leads, text[at])) {
        return 0;
    }
    for (const std::string_view mark : marks) {
        if (text[at] == mark.front() && text.substr(at, mark.size()) == mark) {
            return mark.size();
        }
    }
    return 0;
}

bool is_wide(char32_t c)
{
    return (c >= 0x0E00 && c <= 0x0E7F) || (c >= 0x1100 && c <= 0x11FF) ||
           (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
           (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xFF66 && c <= 0xFF9F);
}

std::size_t skip_openers(std::string_view text, std::size_t at)
{
    while (at < text.size()) {
        const char c = text[at];
        if (c == '(' || c == '"' || c == '\'' || c == ',' || c == '[') {
            ++at;
        } else if (const std::size_t mark = mark_size(text, at); mark > 0) {
            at += mark;
        } else {
            break;
        }
    }
    return at;
}

// ל-4711, ב-Kettle#5: a letter of Hebrew that stands for a preposition, tied to what is not Hebrew.
std::size_t skip_prefix(std::string_view text, std::size_t at)
{
    if (at >= text.size() || !is_high(text[at])) {
        return at;
    }
    const bool prefix = at + 3 < text.size() && (text[at] == '\xD7' || text.substr(at, 2) == "ـ") &&
                        is_continuation(text[at + 1]) && text[at + 2] == '-' &&
                        is_alnum(text[at + 3]);
    return prefix ? at + 3 : at;
}

// Kettle#5'tir, Kettle#5's: an apostrophe and a short ending behind something that is no word.
std::size_t without_ending(std::string_view text, std::size_t begin, std::size_t end)
{
    const std::string_view word = text.substr(begin, end - begin);
    // 5105-re: an ending of Hungarian or Finnish behind a number.
    const auto dash = static_cast<std::size_t>(
        std::find_if_not(word.begin(), word.end(), is_digit) - word.begin());
    constexpr std::size_t number_bytes_min = 4;
    if (dash < word.size() && dash >= number_bytes_min && word[dash] == '-' &&
        word.size() - dash <= 6 && word.size() - dash > 1 &&
        std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dash) + 1, word.end(), is_lower)) {
        return begin + dash;
    }
    std::size_t cut = word.rfind('\'');
    std::size_t size = 1;
    if (cut == std::string_view::npos && word.find('\xE2') != std::string_view::npos) {
        cut = word.rfind("’");
        size = 3;
    }
    if (cut == std::string_view::npos || cut == 0 || word.size() - cut - size > 8 ||
        shape_of(word.substr(0, cut)).digits == 0) {
        return end;
    }
    const std::string_view ending = word.substr(cut + size);
    const bool letters =
        std::all_of(ending.begin(), ending.end(), [](char c) { return is_lower(c) || is_high(c); });
    return letters ? begin + cut : end;
}

// Takes closing brackets and the marks of the sentence off the end.
void trim_end(std::string_view text, ProseWord& word)
{
    bool again = true;
    while (again && word.end > word.begin) {
        const char last = text[word.end - 1];
        const std::string_view whole = text.substr(word.begin, word.end - word.begin);
        const bool question = last == '?';
        again = last == ',' || last == ';' || last == ':' || last == '.' ||
                (question && shape_of(whole).digits == 0) || last == '\'' ||
                (last == ')' && whole.find('(') == std::string_view::npos) || last == '(' ||
                (last == ']' && whole.find('[') == std::string_view::npos);
        if (last == '.' || question) {
            word.ends_sentence = true;
        }
        if (last == '!') {
            const ValueShape shape = shape_of(whole);
            if (shape.digits == 0 && shape.symbols == 1) {
                word.ends_sentence = true;
                again = true;
            }
        }
        word.end -= again ? 1U : 0U;
    }
}

} // namespace

ProseWord read_word(const SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    ProseWord word;
    word.begin = skip_prefix(text, skip_openers(text, at));
    static constexpr CharacterTable plain = table_of(
        [](char c) { return !is_high(c) && !is_space(c) && c != '<' && c != '"' && c != ','; });
    std::size_t end = word.begin;
    while (end < text.size() && end - word.begin < word_bytes_max) {
        if (has(plain, text[end])) {
            if (word.wide) {
                break;
            }
            ++end;
            continue;
        }
        if (is_space(text[end]) || text[end] == '<' || text[end] == '"' ||
            mark_size(text, end) != 0 || text.substr(end, 2) == "\u00A0" ||
            (text[end] == ',' && end + 1 < text.size() && is_space(text[end + 1]))) {
            break;
        }
        const CodePoint point = code_point_at(text, end);
        if (end == word.begin) {
            word.wide = is_wide(point.value);
        } else if (is_wide(point.value) != word.wide) {
            break;
        }
        end += point.size;
    }
    word.next = end;
    if (word.wide && end < text.size() &&
        (text[end] == '.' || text[end] == '!' || text[end] == '?') &&
        (end + 1 >= text.size() || is_space(text[end + 1]))) {
        word.next = end + 1; // 안됩니다. parts sentences with a mark of ASCII
        word.ends_sentence = true;
    } else if (end < text.size()) {
        if (const std::size_t mark = mark_size(text, end); mark > 0) {
            word.next = end + mark;
            const std::string_view found = text.substr(end, mark);
            word.ends_sentence = std::find(std::begin(sentence_marks), std::end(sentence_marks),
                                     found) != std::end(sentence_marks);
        } else if (text[end] == '"' || text[end] == ',') {
            word.next = end + 1;
        } else if (text[end] == '<') {
            const std::size_t close = text.substr(end, tag_bytes_max).find('>');
            word.next = close == std::string_view::npos ? end + 1 : end + close + 1;
        }
    }
    word.end = end;
    trim_end(text, word);
    word.end = without_ending(text, word.begin, word.end);
    return word;
}

} // namespace redactor
