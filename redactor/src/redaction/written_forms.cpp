#include "redaction/written_forms.h"

#include "text/char_class.h"
#include "text/letter_case.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace redactor {
namespace {

constexpr std::string_view json_controls = "\n\r\t\b\f";
constexpr std::string_view json_letters = "nrtbf";
constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

struct Reference {
    std::string_view name;
    char character;
};
constexpr std::array references{Reference{"&amp;", '&'}, Reference{"&lt;", '<'},
    Reference{"&gt;", '>'}, Reference{"&quot;", '"'}, Reference{"&apos;", '\''}};

// One character as it stands in a text: what it is, in UTF-8, and how many bytes it takes there.
struct Read {
    std::string bytes;
    std::size_t size = 0;
};

std::optional<std::uint32_t> number_in(std::string_view digits, std::uint32_t base)
{
    std::uint32_t number = 0;
    for (const char c : digits) {
        const std::size_t digit = lower_digits.find(to_lower(c));
        if (digit >= base || number > 0x110000) {
            return std::nullopt;
        }
        number = number * base + static_cast<std::uint32_t>(digit);
    }
    return digits.empty() ? std::nullopt : std::optional{number};
}

std::string utf8(std::uint32_t code)
{
    std::string out;
    append_utf8(out, static_cast<char32_t>(code));
    return out;
}

// The unit of UTF-16 that "\uXXXX" at the beginning stands for.
std::optional<std::uint32_t> utf16_unit(std::string_view text)
{
    return text.size() >= 6 && text.starts_with("\\u") ? number_in(text.substr(2, 4), 16)
                                                       : std::nullopt;
}

// JSON, PHP: what a backslash stands before is itself, except for the letters of JSON.
std::optional<Read> read_backslash(std::string_view text)
{
    if (text.size() < 2 || text[0] != '\\') {
        return std::nullopt;
    }
    if (const auto unit = utf16_unit(text)) {
        const auto second = utf16_unit(text.substr(6));
        if (*unit >= 0xD800 && *unit < 0xDC00 && second && *second >= 0xDC00 && *second < 0xE000) {
            return Read{utf8(0x10000U + ((*unit - 0xD800U) << 10U) + (*second - 0xDC00U)), 12};
        }
        return Read{utf8(*unit), 6};
    }
    const std::size_t letter = json_letters.find(text[1]);
    return Read{
        std::string(1, letter == std::string_view::npos ? text[1] : json_controls[letter]), 2};
}

std::optional<Read> read_percent(std::string_view text)
{
    if (text.size() < 3 || text[0] != '%') {
        return std::nullopt;
    }
    const auto byte = number_in(text.substr(1, 2), 16);
    return byte ? std::optional{Read{std::string(1, static_cast<char>(*byte)), 3}} : std::nullopt;
}

std::optional<Read> read_plus(std::string_view text)
{
    return text.starts_with('+') ? std::optional{Read{" ", 1}} : std::nullopt;
}

std::optional<Read> read_reference(std::string_view text)
{
    constexpr std::size_t reference_bytes_max = 12; // of a number, with zeros before it
    if (!text.starts_with('&')) {
        return std::nullopt;
    }
    for (const Reference& one : references) {
        if (text.starts_with(one.name)) {
            return Read{std::string(1, one.character), one.name.size()};
        }
    }
    const std::size_t end = text.substr(0, reference_bytes_max).find(';');
    if (end == std::string_view::npos || !text.starts_with("&#")) {
        return std::nullopt;
    }
    const bool hex = text.size() > 2 && to_lower(text[2]) == 'x';
    const std::size_t begin = hex ? 3 : 2;
    const auto code = number_in(text.substr(begin, end - std::min(begin, end)), hex ? 16 : 10);
    constexpr std::uint32_t last_code_point = 0x10FFFF;
    return code && *code <= last_code_point ? std::optional{Read{utf8(*code), end + 1}}
                                            : std::nullopt;
}

// Shells end the string, escape the quote and begin another; CSV, SQL and YAML double theirs.
std::optional<Read> read_quote(std::string_view text)
{
    if (text.starts_with("'\\''")) {
        return Read{"'", 4};
    }
    for (const std::string_view doubled : {"''", "\"\""}) {
        if (text.starts_with(doubled)) {
            return Read{std::string(doubled.substr(1)), 2};
        }
    }
    return std::nullopt;
}

using Reader = std::optional<Read> (*)(std::string_view text);
constexpr std::array readers{read_backslash, read_percent, read_plus, read_reference, read_quote};

bool may_be_escaped(char c)
{
    return std::string_view("\\%+&'\"").find(c) != std::string_view::npos;
}

void wipe(std::string& secret) { explicit_bzero(secret.data(), secret.size()); }

void add(std::vector<std::string>& all, std::string one)
{
    if (std::find(all.begin(), all.end(), one) == all.end()) {
        all.push_back(std::move(one));
    } else {
        wipe(one);
    }
}

std::string read_all(std::string_view value, Reader reader)
{
    std::string out;
    out.reserve(value.size()); // no copy is left behind by growing
    for (std::size_t at = 0; at < value.size();) {
        const auto read = reader(value.substr(at));
        out += read ? std::string_view(read->bytes) : value.substr(at, 1);
        at += read ? read->size : std::size_t{1};
    }
    return out;
}

// --- what writers make of the beginning of a value ---

void append_hex(std::string& out, std::uint32_t unit)
{
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) {
        out += lower_digits[unit >> shift & 0xFU];
    }
}

struct JsonStyle {
    bool slashes;              // "\/"
    bool ascii;                // "\uXXXX" for what is not
    std::string_view as_hex{}; // characters written as "\uXXXX" though they need not be
};

std::string write_json(std::string_view value, JsonStyle style)
{
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
        const char c = value[at];
        if (style.ascii && is_high(c)) {
            const CodePoint point = code_point_at(value, at);
            const auto code = static_cast<std::uint32_t>(point.value);
            if (code < 0x10000) {
                append_hex(out, code);
            } else {
                append_hex(out, 0xD800U + ((code - 0x10000U) >> 10U));
                append_hex(out, 0xDC00U + (code & 0x3FFU));
            }
            at += point.size;
            continue;
        }
        const std::size_t control = json_controls.find(c);
        if (control != std::string_view::npos) {
            out += '\\';
            out += json_letters[control];
        } else if (static_cast<unsigned char>(c) < 0x20 ||
                   style.as_hex.find(c) != std::string_view::npos) {
            append_hex(out, static_cast<unsigned char>(c));
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

std::string write_percent(std::string_view value, std::string_view safe, bool plus)
{
    std::string out;
    for (const char c : value) {
        if (is_alnum(c) || safe.find(c) != std::string_view::npos) {
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

// References: by name where there is one, else, or for all, by number.
std::string write_references(std::string_view value, std::string_view escaped, bool names, bool hex)
{
    std::string out;
    for (const char c : value) {
        const auto* const row =
            std::find_if(references.begin(), references.end(), [&](const Reference& one) {
                return names && one.character == c && (c != '\'' || !hex);
            });
        if (escaped.find(c) == std::string_view::npos) {
            out += c;
        } else if (row != references.end()) {
            out += row->name;
        } else if (hex) {
            const auto byte = static_cast<unsigned char>(c);
            out += "&#x";
            out += upper_digits[byte >> 4U];
            out += upper_digits[byte & 0xFU];
            out += ';';
        } else {
            out += "&#" + std::to_string(static_cast<unsigned char>(c)) + ';';
        }
    }
    return out;
}

std::string write_quotes(std::string_view value, char quote, std::string_view by)
{
    std::string out;
    for (const char c : value) {
        if (c == quote) {
            out += by;
        } else {
            out += c == '\\' && by == "\\'" ? "\\\\" : std::string_view(&c, 1);
        }
    }
    return out;
}

bool has_any(std::string_view head, std::string_view characters)
{
    return head.find_first_of(characters) != std::string_view::npos;
}

void add_json(std::vector<std::string>& all, std::string_view head)
{
    for (const std::string_view as_hex : {"", "&<>", "&<>'\"", "&<>'\"+`"}) {
        for (const bool slashes : {false, true}) {
            for (const bool ascii : {false, true}) {
                add(all, write_json(head, {slashes, ascii, as_hex}));
            }
        }
    }
}

void add_percent(std::vector<std::string>& all, std::string_view head)
{
    for (const std::string_view safe :
        {"-._~", "-._", "-._~!'()*", "-._*", "-._~!'()*;,/?:@&=+$#", "-._~/"}) {
        for (const bool plus : {false, true}) {
            add(all, write_percent(head, safe, plus));
        }
    }
}

void add_references(std::vector<std::string>& all, std::string_view head)
{
    for (const std::string_view escaped :
        {"&<>", "&<>\"", "&<>\"'", "&<>\"'/", "&<>\"'`=", "&<>\"'\n\r\t"}) {
        for (const bool names : {true, false}) {
            for (const bool hex : {false, true}) {
                add(all, write_references(head, escaped, names, hex));
            }
        }
    }
    // htmlspecialchars of PHP pads the apostrophe's number, and others name it.
    std::string padded = write_references(head, "&<>\"'", true, true);
    for (std::size_t at = padded.find("&#x27;"); at != std::string::npos;
        at = padded.find("&#x27;", at)) {
        padded.replace(at, 6, "&#039;");
    }
    add(all, std::move(padded));
}

void add_quotes(std::vector<std::string>& all, std::string_view head)
{
    for (const std::string_view by : {"\\'", "'\\''", "''"}) {
        add(all, write_quotes(head, '\'', by));
    }
    add(all, write_quotes(head, '"', "\"\""));
}

// Only the writers that have something to escape.
std::vector<std::string> written(std::string_view head)
{
    std::vector<std::string> all{std::string(head)};
    const auto is_rare = [](char c) { return is_high(c) || static_cast<unsigned char>(c) < 0x20; };
    const bool rare = std::any_of(head.begin(), head.end(), is_rare);
    if (rare || has_any(head, "\"\\/&<>'+`")) {
        add_json(all, head);
    }
    if (!std::all_of(head.begin(), head.end(), is_alnum)) {
        add_percent(all, head);
    }
    if (rare || has_any(head, "&<>\"'/`=")) {
        add_references(all, head);
    }
    if (has_any(head, "'\"\\")) {
        add_quotes(all, head);
    }
    return all;
}

} // namespace

std::vector<std::string> readings(std::string_view value)
{
    std::vector<std::string> all{std::string(value)};
    if (std::none_of(value.begin(), value.end(), may_be_escaped)) {
        return all;
    }
    for (const Reader reader : readers) {
        add(all, read_all(value, reader));
    }
    std::string form = read_all(value, read_plus); // of an address: both
    add(all, read_all(form, read_percent));
    wipe(form);
    return all;
}

std::vector<std::string> heads(std::string_view plain, std::size_t bytes)
{
    constexpr std::size_t code_point_bytes_max = 4;
    std::vector<std::string> all;
    for (std::string& one : written(plain.substr(0, bytes + code_point_bytes_max))) {
        add(all, one.substr(0, bytes));
        wipe(one);
    }
    return all;
}

std::optional<std::size_t> written_length(
    std::string_view text, std::string_view plain, std::size_t& compared)
{
    ++compared;
    const auto [there, wanted] =
        std::mismatch(text.begin(), text.end(), plain.begin(), plain.end());
    compared += static_cast<std::size_t>(there - text.begin());
    if (wanted == plain.end()) {
        return plain.size();
    }
    constexpr std::size_t step_cost = 8; // of reading one character, in bytes compared as they are
    std::size_t at = 0;
    std::size_t met = 0;
    while (met < plain.size() && at < text.size()) {
        std::size_t size = 0;
        std::size_t stands_for = 0;
        if (may_be_escaped(text[at])) {
            for (const Reader reader : readers) {
                const auto read = reader(text.substr(at));
                if (read && plain.substr(met).starts_with(read->bytes)) {
                    size = read->size;
                    stands_for = read->bytes.size();
                    break;
                }
            }
        }
        if (size == 0 && text[at] == plain[met]) {
            size = stands_for = 1;
        }
        compared += step_cost;
        if (size == 0) {
            return std::nullopt;
        }
        at += size;
        met += stands_for;
    }
    return met == plain.size() ? std::optional{at} : std::nullopt;
}

} // namespace redactor
