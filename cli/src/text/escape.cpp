#include "text/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace cli {

namespace {

struct CodePoint {
    std::uint32_t value;
    std::size_t bytes; // 0: not valid UTF-8 here
};

// Unicode 15 table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint decode(std::string_view text)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80)
        return {first, 1};
    const std::size_t length = first >= 0xf0 && first <= 0xf4  ? 4
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xc2 && first < 0xe0 ? 2
                                                               : 0;
    if (length == 0 || text.size() < length)
        return {0, 0};
    std::uint32_t value = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return {0, 0};
        value = (value << 6U) | (byte(i) & 0x3fU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
        return {0, 0};
    return {value, length};
}

struct Range {
    std::uint32_t first, last;
};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, std::uint32_t value)
{
    for (const Range range : ranges)
        if (value >= range.first && value <= range.last)
            return true;
    return false;
}

// Invisible or able to change what is around them: controls, bidi marks and isolates, separators, zero-width and tag characters, BOM.
constexpr std::array<Range, 10> unsafe{
    {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200f},
        {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xe0000, 0xe007f}}};
constexpr std::array<Range, 6> combining{{{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd},
    {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}}};
constexpr std::array<Range, 8> wide{{{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},
    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0x1f300, 0x1faff}}};

// What a spreadsheet cuts lines into cells at, as its language and its import have it; what it leaves out before a cell; and what a formula begins
// with then, full width included. Tabs and line ends are never left (escape_text).
constexpr std::array<Range, 2> csv_separators{{{',', ','}, {';', ';'}}};
constexpr std::array<Range, 6> before_formula{
    {{' ', ' '}, {'"', '"'}, {0xa0, 0xa0}, {0x2000, 0x200a}, {0x202f, 0x202f}, {0x3000, 0x3000}}};
constexpr std::array<Range, 8> formula_signs{{{'=', '='}, {'+', '+'}, {'-', '-'}, {'@', '@'},
    {0xff1d, 0xff1d}, {0xff0b, 0xff0b}, {0xff0d, 0xff0d}, {0xff20, 0xff20}}};

bool begins_formula(std::string_view text)
{
    while (!text.empty()) {
        const CodePoint point = decode(text);
        if (!in(before_formula, point.value))
            return in(formula_signs, point.value);
        text.remove_prefix(point.bytes);
    }
    return false;
}

std::size_t columns_of(std::uint32_t value)
{
    return in(combining, value) ? 0 : in(wide, value) ? 2 : 1;
}

} // namespace

std::string escape_text(std::string_view text, Lines lines)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::size_t used = point.bytes == 0 ? 1 : point.bytes;
        if (point.bytes == 0)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
        else if (lines == Lines::kept && (point.value == '\n' || point.value == '\t'))
            out += static_cast<char>(point.value);
        else if (lines == Lines::kept && point.value == '\r' && text.size() > 1 && text[1] == '\n')
            ; // CRLF is a line end; the newline follows
        else if (point.value == '\n')
            out += "\\n";
        else if (point.value == '\t')
            out += "\\t";
        else if (in(unsafe, point.value))
            out += point.value < 0x80 ? fmt::format("\\x{:02x}", point.value)
                                      : fmt::format("\\u{{{:04x}}}", point.value);
        else
            out += text.substr(0, used);
        text.remove_prefix(used);
    }
    return out;
}

std::string escape_json(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    while (!json.empty()) {
        // Below DEL stands the text's own structure; what a string held there is escaped already.
        const auto* const rare = std::ranges::find_if(
            json, [](char c) { return static_cast<unsigned char>(c) >= 0x7f; });
        const auto plain = static_cast<std::size_t>(rare - json.begin());
        out += json.substr(0, plain);
        json.remove_prefix(plain);
        if (json.empty())
            break;
        const CodePoint point = decode(json);
        const std::size_t used = point.bytes == 0 ? 1 : point.bytes;
        if (point.bytes == 0 || !in(unsafe, point.value))
            out += json.substr(0, used);
        else if (point.value < 0x10000)
            out += fmt::format("\\u{:04x}", point.value);
        else // as two surrogates, RFC 8259
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xd7c0 + (point.value >> 10U),
                0xdc00 + (point.value & 0x3ffU));
        json.remove_prefix(used);
    }
    return out;
}

std::size_t text_columns(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        columns += point.bytes == 0 ? 1 : columns_of(point.value);
        text.remove_prefix(point.bytes == 0 ? 1 : point.bytes);
    }
    return columns;
}

std::string cut_to_columns(std::string_view text, std::size_t columns)
{
    if (text_columns(text) <= columns)
        return std::string{text};
    std::string out;
    std::size_t used = 0;
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::size_t bytes = point.bytes == 0 ? 1 : point.bytes;
        const std::size_t width = point.bytes == 0 ? 1 : columns_of(point.value);
        if (used + width + 1 > columns)
            break;
        out += text.substr(0, bytes);
        used += width;
        text.remove_prefix(bytes);
    }
    return out + "\u2026";
}

std::string csv_field(std::string_view text)
{
    const std::string escaped = escape_text(text);
    std::string field;
    bool quoted = false;
    bool at_start = true; // of a cell, in whichever way the text is cut
    std::string_view rest = escaped;
    while (!rest.empty()) {
        if (at_start && begins_formula(rest))
            field += '\'';
        const CodePoint point = decode(rest); // valid: it was escaped
        at_start = in(csv_separators, point.value);
        quoted = quoted || at_start || point.value == '"';
        field += point.value == '"' ? "\"\"" : rest.substr(0, point.bytes);
        rest.remove_prefix(point.bytes);
    }
    const bool blank_ends = !escaped.empty() && (escaped.front() == ' ' || escaped.back() == ' ');
    return quoted || blank_ends ? '"' + field + '"' : field;
}

} // namespace cli
