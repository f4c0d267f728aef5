#include "assignment.h"

#include <algorithm>
#include <array>
#include <optional>

#include "char_class.h"
#include "identifier.h"
#include "letter_case.h"
#include "prose_value.h"
#include "value_acceptance.h"
#include "value_reader.h"
#include "value_shape.h"
#include "vetoes.h"

namespace redactor {
namespace {

constexpr std::array<std::string_view, 15> separators = {
    "===", "!==", "=>", ":=", "::", "==", "!=", "?=", "+=", "->", "=", ":", "：", "＝", "→"};

struct Separator {
    std::size_t value_at = 0;
    std::string_view sign;
    bool name_quoted = false;
    bool spaced = false; // blanks before the sign
};

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

// `: string =`, ` string =`: a type between name and sign.
std::optional<std::size_t> behind_type(const SourceText& source, std::size_t at)
{
    std::size_t i = source.at(at) == ':' ? skip_blanks(source, at + 1) : at;
    i += source.at(i) == '&' ? 1U : 0U;
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
    if (source.at(i) == '=' && source.at(i + 1) != '=' && source.at(i + 1) != '>') {
        const std::size_t value = skip_blanks(source, i + 1);
        const char c = source.at(value);
        if (c == '"' || c == '\'' || c == '`') {
            return value;
        }
    }
    return std::nullopt;
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

std::size_t skip_to_value(const SourceText& source, std::size_t at)
{
    at = skip_blanks(source, at);
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

// The quoted name at `begin` is the first argument of a call: define('X', …), set("x", …).
bool is_call_argument(const SourceText& source, std::size_t begin)
{
    std::size_t at = begin;
    while (at > 0 && begin - at < 6 &&
           (source.at(at - 1) == '"' || source.at(at - 1) == '\'' || source.at(at - 1) == '\\' ||
               is_blank(source.at(at - 1)))) {
        --at;
    }
    return at > 0 && source.at(at - 1) == '(';
}

// An argument is taken only behind a name that ends with its keyword; f("x") also names passes, tokens and keys of code.
bool is_argument(const SourceText& source, const Identifier& identifier, const Value& value,
    std::string_view sign)
{
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    const std::string_view tail =
        source.text().substr(identifier.label_end, identifier.end - identifier.label_end);
    const bool ends_with_label = tail.size() <= 2 || tail.front() == '_';
    if (!value.quoted || !ends_with_label || source.words().is_label_word(fold_case(word))) {
        return false;
    }
    const std::string_view name =
        source.text().substr(identifier.begin, identifier.end - identifier.begin);
    const std::size_t dot = name.rfind('.');
    const bool setter =
        name.substr(dot == std::string_view::npos ? 0 : dot + 1).starts_with("set") &&
        source.at(value.after) == ')';
    return sign == "," || setter || shape_of(word).digits > 0 || is_password_like(word);
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
        is_call_argument(source, identifier.begin)) {
        out.value_at = skip_to_value(source, at + 1);
        out.sign = ",";
        return out;
    }
    if (source.at(at) == '(' && at > 0 && source.at(at - 1) == '?') {
        return std::nullopt; // valid_password?('x') asks
    }
    if (source.at(at) == '(' && !out.spaced) {
        out.value_at = at + 1;
        out.sign = "(";
        return out;
    }
    for (const std::string_view sign : separators) {
        if (source.text().substr(at, sign.size()) == sign && sign != "::") {
            out.sign = sign;
            out.value_at = skip_to_value(source, at + sign.size());
            return out;
        }
    }
    return std::nullopt;
}

// Only marks, list signs and declaring words stand before the name on its line.
bool begins_line(const SourceText& source, const Identifier& identifier)
{
    const std::size_t begin = source.line_begin(identifier.begin);
    std::string before = lower_copy(source.text().substr(begin, identifier.begin - begin));
    for (const std::string_view word :
        {"export ", "set ", "env ", "arg ", "setenv ", "const ", "var ", "let ", "- ", "-e "}) {
        const std::size_t at = before.find(word);
        if (at != std::string::npos) {
            before.erase(at, word.size());
        }
    }
    return std::all_of(before.begin(), before.end(),
        [](char c) { return !is_alnum(c) && !is_high(c) && c != '(' && c != ')' && c != '='; });
}

// The quoted literal behind an operator that stands for "otherwise" on the rest of the line.
std::optional<Value> fallback_literal(
    const SourceText& source, std::size_t at, std::size_t line_end)
{
    static constexpr std::array<std::string_view, 5> operators = {
        " or ", " || ", " ?? ", " ?: ", " else "};
    const std::string_view rest =
        source.text().substr(0, std::min(line_end, at + 120)).substr(std::min(at, line_end));
    for (const std::string_view sign : operators) {
        if (const std::size_t found = rest.find(sign); found != std::string_view::npos) {
            return read_quoted(source, skip_blanks(source, at + found + sign.size()));
        }
    }
    return std::nullopt;
}

// "tokens": ["a", "b"]: each quoted element by itself. True when there was a list of literals.
bool parse_list(SourceText& source, const Identifier& identifier, std::size_t at)
{
    constexpr int elements_max = 50;
    ValueContext context;
    context.label_class = source.words().labels[identifier.label].label_class;
    context.weak_label = is_weak_identifier(source, identifier);
    context.identifier = source.text().substr(identifier.begin, identifier.end - identifier.begin);
    bool any = false;
    for (int i = 0; i < elements_max; ++i) {
        at = skip_to_value(source, at);
        while (source.at(at) == '\n' || source.at(at) == '\r' || source.at(at) == ' ') {
            ++at;
        }
        const std::optional<Value> value = read_quoted(source, at);
        if (!value) {
            break;
        }
        any = true;
        // Lists below a password's name are rules for it as often as passwords: 'required', 'min:8'.
        const bool rule =
            context.label_class == LabelClass::password &&
            !is_password_like(source.text().substr(value->begin, value->end - value->begin));
        if (const auto confidence = value->end > value->begin && !rule
                                        ? accept_value(source, *value, context)
                                        : std::nullopt) {
            source.add(Detector::assignment, value->begin, value->end, kind_of(context.label_class),
                *confidence);
        }
        at = skip_blanks(source, value->after);
        if (source.at(at) != ',') {
            break;
        }
        ++at;
    }
    return any;
}

// A value of value_bytes_max was cut there: what goes on as it does is sealed with it.
std::size_t whole_end(const SourceText& source, const Value& value)
{
    constexpr std::size_t whole_bytes_max = std::size_t{32} << 10;
    constexpr std::size_t trimmed_bytes_max = 8;
    std::size_t end = value.end;
    if (end - value.begin + trimmed_bytes_max < value_bytes_max) {
        return end;
    }
    while (end - value.begin < whole_bytes_max &&
           (is_alnum(source.at(end)) ||
               std::string_view("+/=_-.").find(source.at(end)) != std::string_view::npos)) {
        ++end;
    }
    return end;
}

// "PASS: gdb.base/call.exp: print x": the verdict of a test suite on a case, not a label.
bool is_test_verdict(const SourceText& source, const Identifier& identifier, const Value& value)
{
    const std::string_view name =
        source.text().substr(identifier.begin, identifier.end - identifier.begin);
    if (name != "PASS" || source.at(identifier.end) != ':' || value.quoted ||
        source.line_begin(identifier.begin) != identifier.begin) {
        return false;
    }
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    const bool path = word.find('/') != std::string_view::npos &&
                      std::none_of(word.begin(), word.end(), is_upper);
    const bool goes_on = skip_blanks(source, value.after) < source.line_end(value.begin);
    return path || word.find(".exp") != std::string_view::npos ||
           (goes_on && !is_unlike_text(word));
}

bool is_api_key(const ValueShape& shape)
{
    return shape.length >= 16 && shape.symbols == 0 && shape.digits * 5 >= shape.length;
}

} // namespace

Kind kind_of(LabelClass label_class)
{
    switch (label_class) {
    case LabelClass::password:
    case LabelClass::remote:
        return Kind::password;
    case LabelClass::secret:
    case LabelClass::key:
        return Kind::api_key;
    case LabelClass::token:
        return Kind::access_token;
    case LabelClass::pin:
        return Kind::pin;
    case LabelClass::otp:
        return Kind::otp_seed;
    case LabelClass::recovery:
        return Kind::recovery_code;
    case LabelClass::license:
        return Kind::license_key;
    case LabelClass::session:
        return Kind::session_cookie;
    case LabelClass::user:
    case LabelClass::account:
    case LabelClass::service:
    case LabelClass::marker:
        break;
    }
    return Kind::other;
}

bool parse_assignment(SourceText& source, const Identifier& identifier)
{
    const Label& label = source.words().labels[identifier.label];
    if (identifier.begin > 1 && source.at(identifier.begin - 1) == '=' &&
        source.at(identifier.begin - 2) != '"' && source.at(identifier.end) != '=') {
        return true; // dkim=pass: it is a value itself; --set password=… is a name
    }
    const std::size_t resource = identifier.begin > 24 ? identifier.begin - 24 : 0;
    if (source.text().substr(resource, identifier.begin - resource).find("arn:") !=
        std::string_view::npos) {
        return true; // arn:aws:secretsmanager:…
    }
    if (identifier.begin > 1 && source.at(identifier.begin - 1) == '{' &&
        source.at(identifier.begin - 2) == '$') {
        const std::size_t close = identifier.end + 1;
        const std::string_view behind = source.text().substr(close, 4);
        if (source.at(identifier.end) != '}' || (behind != "\" ==" && behind != "\" = ")) {
            return true; // ${PASSWORD:?must be set}; but [ "${PASSWORD}" == "x" ] compares
        }
    }
    const std::optional<Separator> separator = find_separator(source, identifier);
    if (!separator) {
        return false;
    }
    if (is_harmless_identifier(source, identifier)) {
        return true;
    }
    if (source.at(separator->value_at) == '[' && label.label_class != LabelClass::user &&
        parse_list(source, identifier, separator->value_at + 1)) {
        return true;
    }
    std::optional<Value> value = read_value(source, separator->value_at);
    if (value && !value->quoted && separator->sign == "=" && label.text.ends_with("passphrase") &&
        begins_line(source, identifier)) {
        value->end = value->after =
            source.line_end(value->begin); // hostapd.conf: blanks belong to it
        value->quoted = true;
    }
    if (!value || value->begin >= value->end) {
        return false;
    }
    if (is_test_verdict(source, identifier, *value)) {
        return true;
    }
    if ((separator->sign == "," || separator->sign == "(") &&
        !is_argument(source, identifier, *value, separator->sign)) {
        return false;
    }
    ValueContext context;
    context.label_class = label.label_class;
    context.weak_label = is_weak_identifier(source, identifier);
    context.identifier = source.text().substr(identifier.begin, identifier.end - identifier.begin);
    context.colon = separator->sign == ":" || separator->sign == "：";
    context.spaced = separator->spaced && !context.colon;
    context.name_quoted = separator->name_quoted;
    context.begins_line = begins_line(source, identifier);
    const std::size_t line_end = source.line_end(value->end);
    std::size_t rest = skip_blanks(source, value->after);
    while (rest < line_end && (source.at(rest) == ',' || source.at(rest) == ';' ||
                                  source.at(rest) == '\\' || is_blank(source.at(rest)))) {
        ++rest;
    }
    context.ends_line = rest >= line_end || source.at(rest) == '#';
    const std::size_t before = identifier.begin > 0 ? identifier.begin - 1 : 0;
    context.in_map = source.at(before) == '{' || source.at(before) == ',' ||
                     source.at(before) == '&' || source.at(before) == '?' ||
                     source.at(before) == ';' ||
                     (source.at(before) == ' ' && before > 0 &&
                         (source.at(before - 1) == '{' || source.at(before - 1) == ',' ||
                             source.at(before - 1) == ';'));
    std::optional<Confidence> confidence = accept_value(source, *value, context);
    if (!confidence && !value->quoted) {
        // environ.get('X') or 'literal', getenv("X") ?: "literal"
        if (const auto fallback = fallback_literal(source, value->after, line_end)) {
            value = fallback;
            confidence = accept_value(source, *value, context);
        }
    }
    if (!confidence) {
        // A refused quoted or code value is settled; an unquoted word after a colon may still be prose.
        return value->quoted || !context.colon || is_source_code(source, *value);
    }
    if (label.text == "api" &&
        !is_api_key(shape_of(source.text().substr(value->begin, value->end - value->begin)))) {
        return true;
    }
    source.add(Detector::assignment, value->begin, whole_end(source, *value),
        kind_of(label.label_class), *confidence);
    return true;
}

} // namespace redactor
