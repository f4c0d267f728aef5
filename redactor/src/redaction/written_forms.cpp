#include "redaction/written_forms.h"

#include "text/char_class.h"
#include "text/letter_case.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace redactor {
namespace {

struct Replacement {
    std::string_view of;
    std::string_view by;
};

constexpr std::string_view json_controls = "\n\r\t\b\f";
constexpr std::string_view json_letters = "nrtbf";
constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

constexpr Replacement amp{"&", "&amp;"};
constexpr Replacement less{"<", "&lt;"};
constexpr Replacement greater{">", "&gt;"};
constexpr Replacement quote{"\"", "&quot;"};

constexpr Replacement hex_apostrophe{"'", "&#x27;"};

// How writers of XML and HTML escape: texts, attributes, and the apostrophe in the ways of XML, of PHP, Python, Go, OWASP and Handlebars.
const std::vector<std::vector<Replacement>> escapings{
    {amp, less, greater}, {amp, less, greater, quote}, {amp, less, greater, quote, {"'", "&apos;"}},
    {amp, less, greater, quote, {"'", "&#39;"}}, {amp, less, greater, quote, {"'", "&#039;"}},
    {amp, less, greater, quote, hex_apostrophe},
    {amp, less, greater, {"\"", "&#34;"}, {"'", "&#39;"}},
    {amp, less, greater, quote, hex_apostrophe, {"/", "&#x2F;"}},
    {amp, less, greater, quote, hex_apostrophe, {"`", "&#x60;"}, {"=", "&#x3D;"}},
    {{"\\", "\\\\"}, {"'", "\\'"}}, // PHP
    {{"'", "'\\''"}},               // shells
    {{"\"", "\"\""}},               // CSV
    {{"'", "''"}},                  // SQL, YAML
};

std::string replaced(std::string_view value, const std::vector<Replacement>& table)
{
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const auto row = std::find_if(table.begin(), table.end(),
            [&](const Replacement& one) { return value.substr(at).starts_with(one.of); });
        out += row == table.end() ? value.substr(at, 1) : row->by;
        at += row == table.end() ? std::size_t{1} : row->of.size();
    }
    return out;
}

// The same table the other way; also where only some of it was escaped.
std::string undone(std::string_view value, const std::vector<Replacement>& table)
{
    std::vector<Replacement> back;
    for (const Replacement& one : table) {
        back.push_back({one.by, one.of});
    }
    return replaced(value, back);
}

void append_u(std::string& out, std::uint32_t unit)
{
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) {
        out += lower_digits[unit >> shift & 0xFU];
    }
}

struct JsonStyle {
    bool slashes;
    bool ascii;
};

std::string json_written(std::string_view value, JsonStyle style)
{
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const char c = value[at];
        const std::size_t control = json_controls.find(c);
        if (style.ascii && is_high(c)) {
            const CodePoint point = code_point_at(value, at);
            const auto code = static_cast<std::uint32_t>(point.value);
            if (code < 0x10000) {
                append_u(out, code);
            } else {
                append_u(out, 0xD800U + ((code - 0x10000U) >> 10U));
                append_u(out, 0xDC00U + (code & 0x3FFU));
            }
            at += point.size;
            continue;
        }
        if (control != std::string_view::npos) {
            out += '\\';
            out += json_letters[control];
        } else {
            if (c == '"' || c == '\\' || (c == '/' && style.slashes)) {
                out += '\\';
            }
            out += c;
        }
        ++at;
    }
    return out;
}

std::optional<std::uint32_t> number_in(std::string_view digits)
{
    std::uint32_t number = 0;
    for (const char c : digits) {
        const std::size_t digit = lower_digits.find(to_lower(c));
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        number = number << 4U | static_cast<std::uint32_t>(digit);
    }
    return number;
}

// The unit of UTF-16 that "\uXXXX" at `at` stands for.
std::optional<std::uint32_t> unit_at(std::string_view text, std::size_t at)
{
    if (text.size() < at + 6 || text.substr(at, 2) != "\\u") {
        return std::nullopt;
    }
    return number_in(text.substr(at + 2, 4));
}

// What a backslash stands before is itself, except for the letters of JSON.
std::string json_read(std::string_view value)
{
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        if (value[at] != '\\' || at + 1 == value.size()) {
            out += value[at++];
            continue;
        }
        if (const auto unit = unit_at(value, at)) {
            const auto second = unit_at(value, at + 6);
            const bool pair = *unit >= 0xD800 && *unit < 0xDC00 && second && *second >= 0xDC00 &&
                              *second < 0xE000;
            append_utf8(out,
                static_cast<char32_t>(
                    pair ? 0x10000U + ((*unit - 0xD800U) << 10U) + (*second - 0xDC00U) : *unit));
            at += pair ? std::size_t{12} : std::size_t{6};
            continue;
        }
        const std::size_t letter = json_letters.find(value[at + 1]);
        out += letter == std::string_view::npos ? value[at + 1] : json_controls[letter];
        at += 2;
    }
    return out;
}

std::string percent_written(std::string_view value, bool plus)
{
    std::string out;
    for (const char c : value) {
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else if (c == ' ' && plus) {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += upper_digits[byte >> 4U];
            out += upper_digits[byte & 0xFU];
        }
    }
    return out;
}

std::string percent_read(std::string_view value)
{
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const auto byte = value[at] == '%' && at + 3 <= value.size()
                              ? number_in(value.substr(at + 1, 2))
                              : std::nullopt;
        out += byte ? static_cast<char>(*byte) : value[at];
        at += byte ? std::size_t{3} : std::size_t{1};
    }
    return out;
}

void add(std::vector<std::string>& all, std::string one)
{
    if (std::find(all.begin(), all.end(), one) == all.end()) {
        all.push_back(std::move(one));
    }
}

// What the value stands for when it is spelled in one of the formats, beside itself.
std::vector<std::string> readings(std::string_view value)
{
    std::vector<std::string> all{std::string(value)};
    add(all, json_read(value));
    add(all, percent_read(value));
    for (const auto& table : escapings) {
        add(all, undone(value, table));
    }
    return all;
}

} // namespace

std::vector<std::string> written_forms(std::string_view value)
{
    std::vector<std::string> all{std::string(value)};
    for (const std::string& plain : readings(value)) {
        add(all, plain);
        for (const bool slashes : {true, false}) {
            for (const bool ascii : {true, false}) {
                add(all, json_written(plain, {slashes, ascii}));
            }
        }
        for (const bool plus : {true, false}) {
            add(all, percent_written(plain, plus));
        }
        for (const auto& table : escapings) {
            add(all, replaced(plain, table));
        }
    }
    return all;
}

} // namespace redactor
