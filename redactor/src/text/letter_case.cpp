#include "text/letter_case.h"

#include <algorithm>
#include <array>

#include "text/char_class.h"

namespace redactor {
namespace {

constexpr char32_t invalid_byte = 0x110000;

char32_t lower(char32_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c + 32;
    }
    if (c >= 0xFF01 && c <= 0xFF5E) {
        return lower(c - 0xFEE0);
    }
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x0391 && c <= 0x03A9) ||
        (c >= 0x0410 && c <= 0x042F)) {
        return c + 32;
    }
    if (c >= 0x0400 && c <= 0x040F) {
        return c + 80;
    }
    if ((c >= 0x0100 && c <= 0x0137) || (c >= 0x014A && c <= 0x0177) ||
        (c >= 0x0490 && c <= 0x04FF) || (c >= 0x1E00 && c <= 0x1EFF)) {
        return c | 1U;
    }
    if ((c >= 0x0139 && c <= 0x0148) || (c >= 0x0179 && c <= 0x017E)) {
        return (c & 1U) != 0 ? c + 1 : c;
    }
    static constexpr std::array<std::array<char32_t, 2>, 9> greek = {
        {{0x0386, 0x03AC}, {0x0388, 0x03AD}, {0x0389, 0x03AE}, {0x038A, 0x03AF}, {0x038C, 0x03CC},
            {0x038E, 0x03CD}, {0x038F, 0x03CE}, {0x01A0, 0x01A1}, {0x01AF, 0x01B0}}};
    for (const auto& pair : greek) {
        if (pair[0] == c) {
            return pair[1];
        }
    }
    return c;
}

char32_t upper(char32_t c)
{
    if (c == U'ς') {
        return U'Σ'; // at the end of a word
    }
    // The mapping is small: look for the capital whose lower case this is.
    static constexpr std::array<std::array<char32_t, 2>, 6> blocks = {{{0x41, 0x5A}, {0xC0, 0xDE},
        {0x0100, 0x017E}, {0x0386, 0x04FF}, {0x1E00, 0x1EFF}, {0x01A0, 0x01AF}}};
    for (const auto& block : blocks) {
        for (char32_t capital = block[0]; capital <= block[1]; ++capital) {
            if (capital != c && lower(capital) == c) {
                return capital;
            }
        }
    }
    return c;
}

// Letters with marks and what people in a hurry write for them; enough for the languages of the label table.
char32_t without_mark(char32_t c)
{
    struct Range {
        std::u32string_view letters;
        char32_t base;
    };
    static constexpr std::array<Range, 29> ranges = {{{U"àáâãäåāăąạảấầẩẫậắằẳẵặ", U'a'},
        {U"çćĉċč", U'c'}, {U"ďđ", U'd'}, {U"èéêëēĕėęěẹẻẽếềểễệ", U'e'}, {U"ĝğġģ", U'g'},
        {U"ìíîïĩīĭįıỉị", U'i'}, {U"ķ", U'k'}, {U"ĺļľŀł", U'l'}, {U"ñńņň", U'n'},
        {U"òóôõöøōŏőọỏốồổỗộơớờởỡợ", U'o'}, {U"ŕŗř", U'r'}, {U"śŝşšș", U's'}, {U"ţťŧț", U't'},
        {U"ùúûüũūŭůűųụủưứừửữự", U'u'}, {U"ýÿŷỳỵỷỹ", U'y'}, {U"źżž", U'z'}, {U"ά", U'α'},
        {U"έ", U'ε'}, {U"ή", U'η'}, {U"ίϊΐ", U'ι'}, {U"ό", U'ο'}, {U"ύϋΰ", U'υ'}, {U"ώ", U'ω'},
        {U"ё", U'е'}, {U"أإآ", U'ا'}, {U"ة", U'ه'}, {U"ى", U'ي'}, {U"ґ", U'г'}, {U"ў", U'у'}}};
    for (const Range& range : ranges) {
        if (range.letters.find(c) != std::u32string_view::npos) {
            return range.base;
        }
    }
    return c;
}

// schluessel, loesen, noegle: how keyboards without the letters write them.
std::string in_two_letters(std::string_view text)
{
    static constexpr std::array<std::array<std::string_view, 2>, 6> pairs = {
        {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"ø", "oe"}, {"å", "aa"}}};
    std::string out(text);
    for (const auto& [letter, pair] : pairs) {
        for (std::size_t at = out.find(letter); at != std::string::npos; at = out.find(letter)) {
            out.replace(at, letter.size(), pair);
        }
    }
    return out;
}

template <typename Map>
std::string map_each(std::string_view text, Map map)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    std::size_t index = 0;
    while (at < text.size()) {
        const CodePoint point = code_point_at(text, at);
        if (point.value >= invalid_byte) {
            out += text[at];
        } else {
            append_utf8(out, map(point.value, index));
        }
        at += point.size;
        ++index;
    }
    return out;
}

} // namespace

CodePoint code_point_at(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t size = first >= 0xF0 && first < 0xF5   ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
    if (size == 0 || at + size > text.size()) {
        return {invalid_byte, 1};
    }
    char32_t value = first & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(text[at + i])) {
            return {invalid_byte, 1};
        }
        value = (value << 6U) | (byte(at + i) & 0x3FU);
    }
    return {value, size};
}

void append_utf8(std::string& out, char32_t value)
{
    const auto put = [&](char32_t bits) {
        out += static_cast<char>(static_cast<unsigned char>(bits));
    };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0U | (value >> 6U));
        put(0x80U | (value & 0x3FU));
    } else if (value < 0x10000) {
        put(0xE0U | (value >> 12U));
        put(0x80U | ((value >> 6U) & 0x3FU));
        put(0x80U | (value & 0x3FU));
    } else {
        put(0xF0U | (value >> 18U));
        put(0x80U | ((value >> 12U) & 0x3FU));
        put(0x80U | ((value >> 6U) & 0x3FU));
        put(0x80U | (value & 0x3FU));
    }
}

bool is_letter(char32_t value)
{
    if (value < 0x80) {
        return is_alpha(static_cast<char>(value));
    }
    return (value >= 0xC0 && value <= 0x1FFF && value != 0xD7 && value != 0xF7) ||
           (value >= 0x3040 && value <= 0xD7FF) || (value >= 0xFF21 && value <= 0xFF5A) ||
           (value >= 0xFF66 && value <= 0xFFDC);
}

std::string fold_case(std::string_view text)
{
    std::string out(text);
    for (std::size_t at = 0; at < out.size(); ++at) {
        if (is_high(out[at])) { // what came before is done
            out.resize(at);
            return out +
                   map_each(text.substr(at), [](char32_t c, std::size_t) { return lower(c); });
        }
        out[at] = to_lower(out[at]);
    }
    return out;
}

std::vector<std::string> spellings(std::string_view word)
{
    const std::string folded = fold_case(word);
    std::vector<std::string> out = {folded};
    const auto add = [&](std::string spelling) {
        spelling = lower_copy(spelling);
        if (std::find(out.begin(), out.end(), spelling) == out.end()) {
            out.push_back(std::move(spelling));
        }
    };
    const std::string unmarked =
        map_each(folded, [](char32_t c, std::size_t) { return without_mark(c); });
    add(unmarked);
    add(in_two_letters(folded));
    for (const std::string& small : {folded, unmarked}) {
        add(map_each(
            small, [](char32_t c, std::size_t index) { return index == 0 ? upper(c) : c; }));
        add(map_each(small, [](char32_t c, std::size_t) { return upper(c); }));
    }
    return out;
}

} // namespace redactor
