#include "assignments/markup.h"

#include <algorithm>
#include <array>
#include <optional>

#include "assignments/assignment.h"
#include "text/char_class.h"
#include "values/identifier.h"
#include "values/value_reader.h"
#include "values/vetoes.h"
#include "values/word_strength.h"

namespace redactor {
namespace {

constexpr std::size_t tags_bytes_max = 200;

bool take(SourceText& source, const Identifier& identifier, Value value, Detector detector)
{
    // Between tags a text is as good as quoted.
    value.quoted = true;
    return take_framed_value(source, identifier, value, detector);
}

// The label opens its element's text, at most two words behind the tag: not a word of some sentence.
bool begins_element(const SourceText& source, const Identifier& identifier)
{
    std::size_t words = 0;
    for (std::size_t at = identifier.begin; at > 0 && identifier.begin - at < 40; --at) {
        const char c = source.at(at - 1);
        if (c == '>' || c == '<' || c == '"' || c == '\n' || c == '/') {
            return true;
        }
        if (is_space(c) && ++words > 3) {
            return false;
        }
        if (c == '.' || c == ',' || c == ';') {
            return false;
        }
    }
    return identifier.begin < 40;
}

// The label is the whole value of an attribute that names what the element holds; title="Show password" does not.
bool names_element(const SourceText& source, const Identifier& identifier)
{
    std::size_t quote = identifier.begin;
    while (quote > 0 && identifier.begin - quote < 60 && source.at(quote - 1) != '"') {
        if (is_space(source.at(quote - 1))) {
            return false;
        }
        --quote;
    }
    if (quote < 2 || source.at(quote - 2) != '=') {
        return false;
    }
    static constexpr std::array<std::string_view, 5> attributes = {
        "name", "key", "id", "field", "property"};
    std::size_t begin = quote - 2;
    while (begin > 0 && is_word(source.at(begin - 1))) {
        --begin;
    }
    return std::any_of(attributes.begin(), attributes.end(), [&](std::string_view attribute) {
        return equal_caseless(source.text().substr(begin, quote - 2 - begin), attribute);
    });
}

// name: LABEL or { key: LABEL of YAML, without quotes.
bool follows_name(const SourceText& source, std::size_t begin)
{
    std::size_t at = begin;
    while (at > 0 && begin - at < 4 && is_blank(source.at(at - 1))) {
        --at;
    }
    if (at < 4 || source.at(at - 1) != ':') {
        return false;
    }
    const std::string_view before = source.text().substr(at - 5 < at ? at - 5 : 0, 4);
    return before == "name" || before == "Name" || before.substr(1) == "key" ||
           before.substr(1) == "Key";
}

// "pass <code>model</code> to", "the <code>mailpassword</code> parameter.": words of a sentence on either side of a tag.
bool goes_on_as_text(
    const SourceText& source, const Identifier& identifier, std::size_t begin, std::size_t end)
{
    const std::string_view value = source.text().substr(begin, end - begin);
    if (value.starts_with("--") || value.starts_with("= ") ||
        value.find("\",") != std::string_view::npos) {
        return true;
    }
    const bool verb = source.words().labels[identifier.label].text == "pass" &&
                      source.at(identifier.label_begin) == 'p' && identifier.begin > 1 &&
                      source.at(identifier.begin - 1) == ' ' &&
                      is_alpha(source.at(identifier.begin - 2));
    const bool sentence_end =
        value.ends_with('.') && std::all_of(value.begin(), value.end() - 1, is_lower);
    return (verb || sentence_end) && !is_unlike_text(value);
}

// <key>API_KEY</key><string>AIza…: GoogleService-Info.plist, which every copy of an app holds.
bool is_in_every_app(const SourceText& source, const Identifier& identifier, std::size_t value)
{
    return source.text().substr(0, identifier.end).ends_with("<key>API_KEY") &&
           source.text().substr(value, 4) == "AIza";
}

} // namespace

bool parse_markup(SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    if (identifier.begin > 1 && text[identifier.begin - 1] == '/' &&
        text[identifier.begin - 2] == '<') {
        return false; // </password>: what follows belongs to another element
    }
    std::size_t at = identifier.end;
    while (at < text.size() && (text[at] == ':' || is_blank(text[at]))) {
        ++at;
    }
    // <password attr="…"> or <ns:password attr="…">: the label is the element's name.
    std::size_t name = identifier.begin;
    while (name > 0 && identifier.begin - name < 24 &&
           (is_word(text[name - 1]) || text[name - 1] == ':')) {
        --name;
    }
    const bool element = name > 0 && text[name - 1] == '<';
    if (element && source.at(at) != '>') {
        const std::size_t close = text.substr(0, std::min(text.size(), at + 300)).find('>', at);
        if (close == std::string_view::npos || text[close - 1] == '/' ||
            text.substr(at, close - at).find('<') != std::string_view::npos ||
            text.substr(at, close - at).find("value=") != std::string_view::npos) {
            return false;
        }
        at = close;
    }
    if (source.at(at) == '"' && source.at(at + 1) == '>' && names_element(source, identifier)) {
        ++at; // <property name="x.password">value</property>
    }
    if (source.at(at) != '>' && source.at(at) != '<') {
        return false;
    }
    if (!element && source.at(at) == '>' && is_blank(text[at - 1])) {
        return false; // password: >- opens a block of YAML
    }
    if (!begins_element(source, identifier)) {
        return false;
    }
    if (is_harmless_identifier(source, identifier)) {
        return true;
    }
    const std::size_t stop = std::min(text.size(), at + tags_bytes_max);
    bool tag = source.at(at) == '>';
    bool crossed_line = false;
    at += tag ? 1U : 0U;
    while (at < stop) {
        if (text[at] == '<') {
            const bool cdata = text.substr(at, 9) == "<![CDATA[";
            const std::size_t close = cdata ? at + 8 : text.substr(0, stop).find('>', at);
            if (close == std::string_view::npos) {
                return false;
            }
            tag = true;
            at = close + 1;
        } else if (is_space(text[at]) || text[at] == ':') {
            crossed_line = crossed_line || text[at] == '\n';
            ++at;
        } else if (text.substr(at, 6) == "&nbsp;") {
            at += 6;
        } else {
            break;
        }
    }
    if (!tag || at >= stop) {
        return false;
    }
    std::size_t end =
        text.substr(0, std::min(text.size(), at + value_bytes_max)).find_first_of("<\n", at);
    const std::string_view cut = text.substr(at, value_bytes_max);
    source.count_read(std::min(end, at + value_bytes_max) - at);
    const bool token = end == std::string_view::npos && cut.size() == value_bytes_max &&
                       std::none_of(cut.begin(), cut.end(), is_space);
    if (token) {
        end = at + value_bytes_max; // longer than is read here (scan/long_values.h)
    } else if (end == std::string_view::npos) {
        end = source.line_end(at);
    }
    bool has_cdata = false;
    if (const std::size_t cdata = text.substr(at, end - at).find("]]>");
        cdata != std::string_view::npos) {
        end = at + cdata;
        has_cdata = true;
    }
    while (end > at && is_space(text[end - 1])) {
        --end;
    }
    // std::vector<Pass>(x) is no element; longer text between tags is a sentence.
    const bool closed = token || (source.at(end) == '<' && source.at(end + 1) == '/');
    if ((element && !closed && !has_cdata) ||
        std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
            text.begin() + static_cast<std::ptrdiff_t>(end), ' ') > 3) {
        return true;
    }
    // Over a line break only what a tag closes is a value.
    if (crossed_line && source.at(end) != '<') {
        return false;
    }
    if (end > at && !goes_on_as_text(source, identifier, at, end) &&
        !is_in_every_app(source, identifier, at)) {
        take(source, identifier, Value{at, end, end, true, 0}, Detector::markup);
    }
    return end > at;
}

bool parse_named_value(SourceText& source, const Identifier& identifier)
{
    const std::string_view text = source.text();
    // The label is itself a quoted value of name=, key= or "name":.
    const char quote = source.at(identifier.end);
    std::size_t at = identifier.end;
    while (source.at(at) == '\\') {
        ++at;
    }
    if (quote == '"' || quote == '\'' || quote == '\\') {
        if (source.at(at) != '"' && source.at(at) != '\'') {
            return false;
        }
        ++at;
    } else if (!follows_name(source, identifier.begin)) {
        return false;
    }
    const std::size_t stop = std::min(text.size(), at + 120);
    const std::string_view window = text.substr(at, stop - at);
    std::size_t word = std::string_view::npos;
    for (const std::string_view name : {"value", "Value", "secret", "content", "default"}) {
        const std::size_t found = window.find(name);
        word = found < word ? found : word;
    }
    if (word == std::string_view::npos) {
        return false;
    }
    const std::string_view between = window.substr(0, word);
    const bool only_signs = std::all_of(between.begin(), between.end(), [](char c) {
        return is_space(c) || c == ',' || c == '"' || c == '\'' || c == '{' || c == ':' ||
               c == '\\' || c == '=' || c == '>' || c == '-';
    });
    if (!only_signs) {
        return false;
    }
    if (is_harmless_identifier(source, identifier)) {
        return true;
    }
    std::size_t sign = at + word;
    while (is_word(source.at(sign))) {
        ++sign;
    }
    while (sign < stop && (source.at(sign) == '"' || source.at(sign) == '\'' ||
                              source.at(sign) == '\\' || is_blank(source.at(sign)))) {
        ++sign;
    }
    if (source.at(sign) != ':' && source.at(sign) != '=') {
        return false;
    }
    sign += source.at(sign) == '=' && source.at(sign + 1) == '>' ? 2U : 1U;
    const std::optional<Value> value = read_value(source, skip_blanks(source, sign));
    const char first = value ? source.at(value->begin) : '\0';
    return value && value->end > value->begin &&
           (value->quoted || (first != '{' && first != '[')) &&
           take(source, identifier, *value, Detector::named_value);
}

} // namespace redactor
