#include "prose_word.h"

#include "char_class.h"
#include "letter_case.h"
#include "value_shape.h"

namespace redactor {
namespace {

constexpr std::size_t word_bytes_max = 200;

constexpr std::string_view wide_marks[] = {
    "，", "。", "、", "；", "（", "）", "「", "」", "“", "”", "»", "«", "…", "！", "？", "\u3000"};

std::size_t wide_mark_size(std::string_view text, std::size_t at)
{
    for (const std::string_view mark : wide_marks) {
        if (text.substr(at, mark.size()) == mark) {
            return mark.size();
        }
    }
    return 0;
}

} // namespace

ProseWord read_word(const SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    ProseWord word;
    word.begin = at;
    while (word.begin < text.size() &&
           (text[word.begin] == '(' || text[word.begin] == '"' || text[word.begin] == '\'' ||
               text[word.begin] == ',' || text[word.begin] == '[')) {
        ++word.begin;
    }
    std::size_t end = word.begin;
    while (end < text.size() && end - word.begin < word_bytes_max && !is_space(text[end]) &&
           text[end] != '<' && text[end] != '"' &&
           (end == word.begin || wide_mark_size(text, end) == 0) &&
           text.substr(end, 2) != "\u00A0") {
        if (text[end] == ',' && end + 1 < text.size() && is_space(text[end + 1])) {
            break;
        }
        ++end;
    }
    word.next = end;
    if (const std::size_t wide = end < text.size() ? wide_mark_size(text, end) : 0; wide > 0) {
        word.next = end + wide;
    } else if (end < text.size() && (text[end] == '"' || text[end] == ',')) {
        word.next = end + 1;
    } else if (end < text.size() && text[end] == '<') {
        const std::size_t close = text.substr(end, 120).find('>');
        word.next = close == std::string_view::npos ? end + 1 : end + close + 1;
    }
    bool again = true;
    while (again && end > word.begin) {
        const char last = text[end - 1];
        const std::string_view whole = text.substr(word.begin, end - word.begin);
        again = last == ',' || last == ';' || last == ':' || last == '.' || last == '?' ||
                last == '\'' || (last == ')' && whole.find('(') == std::string_view::npos) ||
                (last == ']' && whole.find('[') == std::string_view::npos);
        if (last == '.' || last == '?') {
            word.ends_sentence = true;
        }
        if (last == '!' && shape_of(whole).digits == 0 && shape_of(whole).symbols == 1) {
            word.ends_sentence = true;
            again = true;
        }
        end -= again ? 1U : 0U;
    }
    word.end = end;
    return word;
}

ProseWord read_ascii_run(const SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    ProseWord word;
    word.begin = at;
    std::size_t end = at;
    while (end < text.size() && end - at < word_bytes_max && !is_space(text[end]) &&
           text[end] != '<' && text[end] != '"') {
        const CodePoint point = code_point_at(text, end);
        const bool full_width = point.value >= 0xFF01 && point.value <= 0xFF5E &&
                                point.value != 0xFF0C && point.value != 0xFF1B &&
                                point.value != 0xFF09;
        if (point.value >= 0x80 && !full_width) {
            break;
        }
        if (text[end] == ',' || text[end] == ';') {
            break;
        }
        end += point.size;
    }
    word.next = end;
    while (end > word.begin &&
           (text[end - 1] == '.' || text[end - 1] == ')' || text[end - 1] == ':')) {
        --end;
    }
    word.end = end;
    return word;
}

} // namespace redactor
