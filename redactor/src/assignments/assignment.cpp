#include "assignments/assignment.h"

#include <algorithm>
#include <array>
#include <optional>

#include "assignments/separator.h"
#include "assignments/several_words.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/identifier.h"
#include "values/running_text.h"
#include "values/value_acceptance.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

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
    // f("PASS", "green"): a verdict and its colour.
    const bool verdict = equal_caseless(name, "pass");
    return (sign == "," && !verdict) || setter || shape_of(word).digits > 0 ||
           is_password_like(word);
}

// Only marks, list signs and declaring words stand before the name on its line. Read from the line's begin, where most lines that
// hold other words show it.
bool begins_line(const SourceText& source, const Identifier& identifier)
{
    static constexpr std::array<std::string_view, 9> declaring = {
        "export ", "set ", "env ", "arg ", "setenv ", "const ", "var ", "let ", "-e "};
    std::size_t at = source.line_begin(identifier.begin);
    while (at < identifier.begin) {
        const char c = source.at(at);
        const auto* const word =
            is_alpha(c) || c == '-'
                ? std::find_if(declaring.begin(), declaring.end(),
                      [&](std::string_view each) { return at_caseless(source.text(), at, each); })
                : declaring.end();
        if (word != declaring.end()) {
            at += word->size();
        } else if (is_alnum(c) || is_high(c) || c == '(' || c == ')' || c == '=') {
            return false;
        } else {
            ++at;
        }
    }
    return true;
}

// arn:aws:secretsmanager:…:secret:name: the words of a resource's name are no labels.
bool is_in_resource_name(const SourceText& source, std::size_t at)
{
    constexpr std::size_t name_bytes_max = 100;
    std::size_t begin = at;
    while (begin > 0 && at - begin < name_bytes_max &&
           (is_word(source.at(begin - 1)) ||
               std::string_view(":-/.*").find(source.at(begin - 1)) != std::string_view::npos)) {
        --begin;
    }
    return source.text().substr(begin, at - begin).find("arn:") != std::string_view::npos;
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

bool is_api_key(std::string_view word, bool quoted)
{
    const ValueShape shape = shape_of(word);
    return shape.length >= 16 && ((shape.symbols == 0 && shape.digits * 5 >= shape.length) ||
                                     (quoted && shape.digits > 0 && is_random_looking(word)));
}

// ${PASSWORD:-x}, ${PASSWORD:=x}, ${db.password:x}: what stands in when nothing is set. True when it was taken.
bool parse_default(SourceText& source, const Identifier& identifier)
{
    constexpr std::size_t default_bytes_max = 200;
    std::size_t at = identifier.end;
    if (source.at(at) != ':' || is_harmless_identifier(source, identifier)) {
        return false;
    }
    ++at;
    if (source.at(at) == '-' || source.at(at) == '=') {
        ++at;
    } else if (!is_alnum(source.at(at)) || identifier_parts(source.text().substr(identifier.begin,
                                                                identifier.end - identifier.begin))
                                                   .size() < 2) {
        return false; // ${x:?message}, ${x:0:5}
    }
    const std::size_t close = source.text().substr(0, at + default_bytes_max).find('}', at);
    if (close == std::string_view::npos || close == at) {
        return false;
    }
    return take_framed_value(
        source, identifier, Value{at, close, close, true, 0}, Detector::assignment);
}

// Signs around an unquoted value that the reader leaves to the text: a URL-encoded quote ends it, and a full stop at the end of a
// setting belongs to it.
void settle_end(
    const SourceText& source, const Separator& separator, bool begins_line, Value& value)
{
    const std::string_view word = source.text().substr(value.begin, value.end - value.begin);
    if (separator.sign == "&gt;" && source.text().substr(value.end, 5) != "&lt;/") {
        value.end = value.begin; // no element: <user:password> of a manual
    } else if (separator.sign.front() == '%') {
        const std::size_t stop = std::min({word.find("%22"), word.find("%26"), word.size()});
        value.end = value.after = value.begin + stop;
    } else if (separator.sign == "=" && !separator.spaced && begins_line &&
               source.at(value.end) == '.' && value.end + 1 >= source.line_end(value.begin)) {
        value.after = ++value.end;
    }
}

// Signs of code or of a sentence: key=value, a list, a call.
bool holds_foreign_sign(std::string_view inside)
{
    return inside.find_first_of(" \t=|:,;()[]{}<>\"'`\\/") != std::string_view::npos;
}

// password: (Kettle#5), pw: <Kettle#5>: brackets around all of a value that no placeholder would be.
std::optional<Value> without_brackets(const SourceText& source, std::size_t at)
{
    static constexpr std::string_view openers = "([<{";
    static constexpr std::string_view closers = ")]>}";
    constexpr std::size_t inside_bytes_max = 64;
    const std::size_t kind = openers.find(source.at(at));
    if (source.at(at) == '\0' || kind == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t stop = std::min(source.line_end(at), at + inside_bytes_max);
    const std::size_t close = source.text().substr(0, stop).find(closers[kind], at + 1);
    if (close == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view inside = source.text().substr(at + 1, close - at - 1);
    const char behind = source.at(close + 1);
    const bool ends = is_space(behind) || behind == '\0' ||
                      std::string_view(".,;<").find(behind) != std::string_view::npos;
    const std::size_t digits_min = source.at(at) == '<' ? 3 : 2; // <password1>, [min8]
    if (!ends || strength_of(source, inside) < Strength::mixed || holds_foreign_sign(inside) ||
        shape_of(inside).digits < digits_min) {
        return std::nullopt;
    }
    return Value{at + 1, close, close + 1, false, 0};
}

} // namespace

bool take_framed_value(
    SourceText& source, const Identifier& identifier, const Value& value, Detector detector)
{
    const ValueContext context = framed_context(source, identifier);
    const auto confidence = accept_value(source, value, context);
    if (confidence) {
        source.add(detector, value.begin, value.end, kind_of(context.label_class), *confidence);
    }
    return confidence.has_value();
}

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
    case LabelClass::cue:
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
    if (is_in_resource_name(source, identifier.begin)) {
        return true;
    }
    if (identifier.begin > 1 && source.at(identifier.begin - 1) == '{' &&
        source.at(identifier.begin - 2) == '$') {
        if (parse_default(source, identifier)) {
            return true;
        }
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
    // passwordLabel:"Password:",other:"…": the quote behind the colon closes the label's own.
    const char quote = identifier.begin > 0 ? source.at(identifier.begin - 1) : '\0';
    if ((quote == '"' || quote == '\'') && !separator->name_quoted &&
        separator->value_at == identifier.end + 1 && source.at(separator->value_at) == quote) {
        return true;
    }
    const bool written =
        separator->sign == ":" || separator->sign == "：" || separator->sign == "=";
    std::optional<Value> value =
        written ? without_brackets(source, separator->value_at) : std::nullopt;
    if (value && !begins_line(source, identifier) && !is_running_text(source, identifier.begin)) {
        value = std::nullopt;
    }
    if (!value && source.at(separator->value_at) == '[' && label.label_class != LabelClass::user &&
        parse_list(source, identifier, separator->value_at + 1)) {
        return true;
    }
    if (!value) {
        value = read_value(source, separator->value_at);
    }
    if (value && !value->quoted && separator->sign == "=" && !separator->spaced &&
        separator->value_at == value->begin && source.at(value->begin - 1) == '=' &&
        label.text.ends_with("passphrase") && begins_line(source, identifier)) {
        value->end = value->after =
            source.line_end(value->begin); // hostapd.conf: blanks belong to it
        value->quoted = true;
    }
    if (value && !value->quoted && separator->sign == "=" && !separator->spaced) {
        value = within_quotes(source, identifier, *value);
    }
    if (value && !value->quoted) {
        settle_end(source, *separator, begins_line(source, identifier), *value);
    }
    if (!value || value->begin >= value->end) {
        return false;
    }
    const bool printed = separator->sign == "=>"; // DB_PASSWORD => …, by phpinfo
    if ((written || printed) && !value->quoted &&
        (take_grouped(source, identifier, value->begin) ||
            (begins_line(source, identifier) && take_phrase(source, identifier, *value)))) {
        return true;
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
    context.ends_with_label = identifier.label_end == identifier.end;
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
                     (source.at(before) == '/' && before > 0 && is_blank(source.at(before - 1))) ||
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
        !is_api_key(source.text().substr(value->begin, value->end - value->begin),
            value->quoted && separator->sign != "(")) {
        return true;
    }
    source.add(
        Detector::assignment, value->begin, value->end, kind_of(label.label_class), *confidence);
    return true;
}

} // namespace redactor
