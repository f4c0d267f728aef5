#include "assignments/separator.h"

#include <algorithm>
#include <array>

#include "text/char_class.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

// The last ones: of elements escaped in XML, of URL-encoded JSON and forms.
constexpr std::array<std::string_view, 21> separators = {"===", "!==", "||=", "\?\?=", "=>",
    ":=", "::", "==", "!=", "?=", "+=", "->", "<-", "=", ":", "：", "＝", "→", "&gt;", "%22%3A%22",
    "%3D"};

// What stands for "otherwise" between an entry of the environment and a literal: ENV['X'] || 'y'.
constexpr std::array<std::string_view, 5> alternatives = {"||", "??", "?:", "//", "or "};

// ['name'] or ["name"] at `at`: how many bytes; 0 when there is none.
std::size_t index_length(const SourceText& source, std::size_t at)
{
    const char quote = source.at(at + 1);
    if (source.at(at) != '[' || (quote != '"' && quote != '\'')) {
        return 0;
    }
    std::size_t end = at + 2;
    while (end - at < 40 && (is_word(source.at(end)) || source.at(end) == '-')) {
        ++end;
    }
    return source.at(end) == quote && source.at(end + 1) == ']' ? end + 2 - at : 0;
}

// Behind the name: its closing quote at any escape level, ] and ).
std::size_t skip_closers(const SourceText& source, std::size_t at, bool& quoted)
{
    for (int i = 0; i < 8; ++i) {
        const char c = source.at(at);
        if (c == '"' || c == '\'' || c == '`') {
            quoted = true;
        } else if (source.text().substr(at, 6) == "&quot;") {
            quoted = true;
            at += 5;
        } else if (source.text().substr(at, 2) == "**") {
            at += 1;
        } else if (source.text().substr(at, 4) == "^\\^\"") {
            quoted = true;
            at += 3; // a quote inside an argument of the Windows command line
        } else if (const std::size_t key = index_length(source, at); key > 0) {
            at += key - 1; // ['password']['root']
        } else if (!(c == ']' || c == ')' || c == '}' || c == '?' ||
                       (c == '[' && source.at(at + 1) == ']') ||
                       (c == '\\' && (source.at(at + 1) == '"' || source.at(at + 1) == '\'' ||
                                         source.at(at + 1) == '\\')))) {
            break;
        }
        ++at;
    }
    return at;
}

// *Password:* x, **Password:** x: the mark that opened right before the name closes behind its sign.
std::size_t skip_emphasis(const SourceText& source, const Identifier& identifier, std::size_t at)
{
    const char mark = identifier.begin > 0 ? source.at(identifier.begin - 1) : '\0';
    if (mark != '*' && mark != '_') {
        return at;
    }
    std::size_t end = at;
    while (end - at < 2 && source.at(end) == mark) {
        ++end;
    }
    return is_blank(source.at(end)) ? end : at;
}

// Behind blanks at `at`, when a quote stands there.
std::optional<std::size_t> quoted_value(const SourceText& source, std::size_t at)
{
    at = skip_blanks(source, at);
    const char c = source.at(at);
    return c == '"' || c == '\'' || c == '`' ? std::optional(at) : std::nullopt;
}

// `: string =`, ` string =`, ` As String =`, ` { get; set; } =`: a type or accessors between name and sign.
std::optional<std::size_t> behind_type(const SourceText& source, std::size_t at)
{
    std::size_t i = source.at(at) == ':' ? skip_blanks(source, at + 1) : at;
    i += source.at(i) == '&' ? 1U : 0U;
    if (source.text().substr(i, 3) == "As ") {
        i = skip_blanks(source, i + 3); // Visual Basic
    } else if (source.at(i) == '{' &&
               source.text().substr(i, 16).find("get;") != std::string_view::npos) {
        const std::size_t close = source.text().substr(0, i + 40).find('}', i); // a property of C#
        i = close == std::string_view::npos ? i : skip_blanks(source, close + 1);
        return source.at(i) == '=' ? quoted_value(source, i + 1) : std::nullopt;
    }
    const std::size_t begin = i;
    while (i - begin < 32 && (is_word(source.at(i)) || source.at(i) == '?' || source.at(i) == '*' ||
                                 source.at(i) == '.' || source.at(i) == '|' ||
                                 (source.at(i) == '[' && source.at(i + 1) == ']') ||
                                 (source.at(i) == ']' && source.at(i - 1) == '['))) {
        ++i;
    }
    if (i == begin || !is_alpha(source.at(begin))) {
        return std::nullopt;
    }
    i = skip_blanks(source, i);
    return source.at(i) == '=' && source.at(i + 1) != '=' && source.at(i + 1) != '>'
               ? quoted_value(source, i + 1)
               : std::nullopt;
}

// s:13:"…" of serialized PHP behind the name's quote.
std::optional<std::size_t> behind_php_length(const SourceText& source, std::size_t at)
{
    if (source.text().substr(at, 3) != ";s:") {
        return std::nullopt;
    }
    std::size_t i = at + 3;
    while (is_digit(source.at(i)) && i - at < 12) {
        ++i;
    }
    if (source.at(i) != ':') {
        return std::nullopt;
    }
    return i + 1;
}

// The quoted name at `begin` is the first argument of a call: define('X', …), set("x", …).
bool is_first_argument(const SourceText& source, std::size_t begin)
{
    std::size_t at = begin;
    while (at > 0 && begin - at < 6 &&
           (source.at(at - 1) == '"' || source.at(at - 1) == '\'' || source.at(at - 1) == '\\' ||
               is_blank(source.at(at - 1)))) {
        --at;
    }
    if (at > 0 && source.at(at - 1) == ',') {
        // Gradle gives a type first: buildConfigField("String", "X", …)
        const std::size_t line = source.line_begin(at);
        const std::string_view before = source.text().substr(line, at - line);
        return before.find("buildConfigField") != std::string_view::npos ||
               before.find("resValue") != std::string_view::npos;
    }
    return at > 0 && source.at(at - 1) == '(';
}

// |, >- and the like of YAML at the end of the line: the first word of the block below.
std::optional<std::size_t> behind_block_sign(const SourceText& source, std::size_t at)
{
    if (source.at(at) != '|' && source.at(at) != '>') {
        return std::nullopt;
    }
    std::size_t end = at + 1;
    end += source.at(end) == '-' || source.at(end) == '+' ? 1U : 0U;
    end += source.at(end) == '\r' ? 1U : 0U;
    if (source.at(end) != '\n') {
        return std::nullopt;
    }
    const std::size_t value = skip_blanks(source, end + 1);
    return value > end + 1 ? std::optional(value) : std::nullopt;
}

// password.equals("x"): the name is compared with what stands in the brackets.
bool is_comparing_call(std::string_view name)
{
    static constexpr std::array<std::string_view, 3> calls = {
        ".equals", ".equalsIgnoreCase", ".contentEquals"};
    return std::any_of(
        calls.begin(), calls.end(), [&](std::string_view call) { return name.ends_with(call); });
}

// ["password", "x"]: a pair of an array of two.
bool is_first_of_two(const SourceText& source, const Identifier& identifier, std::size_t at)
{
    if (identifier.begin < 2 || source.at(identifier.begin - 2) != '[') {
        return false;
    }
    const auto value = read_quoted(source, skip_blanks(source, at + 1));
    return value && source.at(skip_blanks(source, value->after)) == ']';
}

} // namespace

std::size_t skip_to_value(const SourceText& source, std::size_t at)
{
    at = skip_blanks(source, at);
    if (const auto block = behind_block_sign(source, at)) {
        return *block;
    }
    // One line break is allowed before a quoted value, as long JSON and YAML lines are folded.
    std::size_t i = at;
    if (source.at(i) == '\r') {
        ++i;
    }
    if (source.at(i) == '\n') {
        i = skip_blanks(source, i + 1, 40);
        if (source.at(i) == '"' || source.at(i) == '\'') {
            const std::size_t close = source.text().find(source.at(i), i + 1);
            const char next = close == std::string_view::npos ? '\0' : source.at(close + 1);
            if (next != ':' && next != '=') {
                return i;
            }
        }
    }
    return at;
}

std::optional<Separator> find_separator(const SourceText& source, const Identifier& identifier)
{
    Separator out;
    bool quote_behind = false;
    std::size_t at = skip_closers(source, identifier.end, quote_behind);
    // The quote behind the name closes it only if one stands right before it; else the name is the tail of some text.
    const char before = identifier.begin > 0 ? source.at(identifier.begin - 1) : '\0';
    const bool quote_before = before == '"' || before == '\'' || before == '`' || before == ';' ||
                              before == '[' || before == '{';
    out.name_quoted = quote_behind && quote_before;
    if (quote_behind && !quote_before && before != '.' && before != '/' && before != ' ') {
        return std::nullopt;
    }
    const std::size_t spaced = skip_blanks(source, at);
    out.spaced = spaced > at;
    at = spaced;
    if (const auto value = quote_behind ? std::nullopt : behind_type(source, at)) {
        out.value_at = *value;
        out.sign = "=";
        return out;
    }
    if (const auto value = behind_php_length(source, at); value && out.name_quoted) {
        out.value_at = *value;
        out.sign = "=";
        return out;
    }
    if (out.name_quoted && source.at(at) == ',' &&
        source.text().substr(identifier.end, at - identifier.end).find(')') ==
            std::string_view::npos &&
        (is_first_argument(source, identifier.begin) || is_first_of_two(source, identifier, at))) {
        out.value_at = skip_to_value(source, at + 1);
        out.sign = ",";
        return out;
    }
    if (source.at(at) == '(' && at > 0 && source.at(at - 1) == '?') {
        return std::nullopt; // valid_password?('x') asks
    }
    if (source.at(at) == '(' && !out.spaced) {
        const bool compares = is_comparing_call(
            source.text().substr(identifier.begin, identifier.end - identifier.begin));
        out.value_at = at + 1;
        out.sign = compares ? "==" : "(";
        return out;
    }
    for (const std::string_view sign : alternatives) {
        if (before != '`' && source.text().substr(at, sign.size()) == sign) {
            if (const auto value = quoted_value(source, at + sign.size())) {
                out.value_at = *value;
                out.sign = "=";
                return out;
            }
        }
    }
    for (const std::string_view sign : separators) {
        if (source.text().substr(at, sign.size()) == sign && sign != "::") {
            out.sign = sign;
            out.value_at =
                skip_to_value(source, skip_emphasis(source, identifier, at + sign.size()));
            return out;
        }
    }
    return std::nullopt;
}

} // namespace redactor
