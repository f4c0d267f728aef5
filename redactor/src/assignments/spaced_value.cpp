#include "assignments/spaced_value.h"

#include <algorithm>
#include <optional>

#include "access/pairs.h"
#include "assignments/assignment.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/value_shape.h"
#include "values/running_text.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t indent_bytes_max = 60;

// Words before the label on its line that make it a configuration statement: at most three words, none of running text.
bool is_statement(const SourceText& source, std::size_t begin, std::size_t end)
{
    constexpr std::size_t words_max = 5;
    std::size_t words = 0;
    std::size_t at = begin;
    while (at < end) {
        while (
            at < end && (is_blank(source.at(at)) || source.at(at) == '#' || source.at(at) == '>')) {
            ++at;
        }
        const std::size_t word = at;
        while (at < end && !is_blank(source.at(at))) {
            if (is_high(source.at(at))) {
                return false;
            }
            ++at;
        }
        words += at > word ? 1U : 0U;
        if (words > words_max) {
            return false;
        }
    }
    return true;
}

// First words of router and switch statements that hold keys.
bool is_device_line(std::string_view before)
{
    static constexpr std::string_view words[] = {"radius-server", "tacacs-server", "crypto isakmp",
        "neighbor", "snmp-server", "ppp chap", "ppp pap", "wpa-psk", "ip ospf", "standby"};
    return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) {
        return before.substr(0, 24).find(word) != std::string_view::npos;
    });
}

} // namespace

bool parse_spaced_value(SourceText& source, const Identifier& identifier)
{
    const Label& label = source.words().labels[identifier.label];
    const LabelClass c = label.label_class;
    if ((c != LabelClass::password && c != LabelClass::secret && c != LabelClass::key &&
            c != LabelClass::token) ||
        !is_blank(source.at(identifier.end)) ||
        (identifier.begin > 0 && source.at(identifier.begin - 1) == '/')) {
        return false;
    }
    const std::string_view name =
        source.text().substr(identifier.begin, identifier.end - identifier.begin);
    if (std::any_of(name.begin(), name.end(), is_high) || identifier.label_end != identifier.end ||
        !is_running_text(source, identifier.begin)) {
        return false;
    }
    const std::size_t line_begin = source.line_begin(identifier.begin);
    const std::size_t line_end = source.line_end(identifier.end);
    std::size_t at = skip_blanks(source, identifier.end);
    // Cisco: a digit says how the value is written; 5, 8 and 9 are one-way hashes.
    bool device = false;
    if (is_digit(source.at(at)) && source.at(at + 1) == ' ' && is_lower(name.front()) &&
        c != LabelClass::token) {
        if (source.at(at) == '5' || source.at(at) == '8' || source.at(at) == '9') {
            return true;
        }
        at = skip_blanks(source, at + 1);
        device = true;
    }
    const bool statement = is_statement(source, line_begin, identifier.begin);
    if (!statement && skip_blanks(source, line_begin, indent_bytes_max) != identifier.begin) {
        return false;
    }
    device =
        device || is_device_line(source.text().substr(line_begin, identifier.begin - line_begin));
    // "db_pw is Kettle#5": what is said of a setting is its value only when nothing else could be.
    const bool told =
        at_caseless(source.text(), at, "is ") && name.find('_') != std::string_view::npos;
    at = told ? skip_blanks(source, at + 3) : at;
    const std::optional<Value> value = read_value(source, at);
    if (!value || value->end <= value->begin || value->end > line_end ||
        is_vetoed(source, *value)) {
        return false;
    }
    const std::string_view word = source.text().substr(value->begin, value->end - value->begin);
    if (told && (!is_password_like(word) || !is_unlike_text(word))) {
        return false;
    }
    const ValueShape shape = shape_of(word);
    const std::string folded = fold_case(word);
    if (shape.length < 4 || source.words().stop_values.contains(folded) ||
        source.words().is_label_word(folded) || source.words().copulas.contains(folded)) {
        return false;
    }
    const std::size_t rest = skip_blanks(source, value->after);
    const bool whole =
        rest >= line_end && skip_blanks(source, line_begin, indent_bytes_max) == identifier.begin;
    const std::size_t quoted_begin = source.text().find_first_not_of("> ", line_begin); // of a mail
    const bool defined = source.text().substr(quoted_begin, 8) == "#define ";
    const bool lower_name = std::all_of(name.begin(), name.end(),
        [](char x) { return is_lower(x) || x == '_' || x == '-' || is_digit(x); });
    bool accepted = false;
    if (label.text == "pass" && !device && !(defined && value->quoted) && !is_password_like(word)) {
        return false; // mostly the verb: pass 'use strict'
    }
    if (c == LabelClass::password) {
        accepted =
            (device && statement) || (value->quoted && statement && (lower_name || defined)) ||
            (whole && lower_name && shape.digits + shape.symbols > 0) ||
            (statement && is_password_like(word)) ||
            (statement && rest >= line_end && lower_name && shape.digits > 0 && shape.length >= 6);
    } else {
        accepted = (c != LabelClass::token && device && statement && shape.length >= 6) ||
                   (c == LabelClass::secret && whole && is_password_like(word)) ||
                   (statement && rest >= line_end && is_random_looking(word) &&
                       shape.length >= (c == LabelClass::token ? 20U : 16U));
    }
    if (accepted) {
        source.add(Detector::assignment, value->begin, value->end, kind_of(c), Confidence::medium);
    }
    return accepted;
}

void parse_access_line(SourceText& source, std::size_t at)
{
    const std::size_t stop = source.line_end(at);
    at = skip_blanks(source, at);
    // The host is the first word; the pair follows it.
    while (at < stop && !is_space(source.at(at))) {
        ++at;
    }
    at = skip_blanks(source, at);
    if (at < stop) {
        parse_known_user(source, at);
        parse_last_pair(source, at);
    }
}

} // namespace redactor
