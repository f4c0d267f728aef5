#include "assignments/form_field.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "assignments/assignment.h"
#include "text/char_class.h"
#include "values/value_reader.h"

namespace redactor {
namespace {

// Functions of test tools that put a value into the field found before, or hold one against it.
constexpr std::array<std::string_view, 24> methods = {"type", "fill", "val", "value", "sendkeys",
    "send_keys", "setvalue", "set_value", "set", "input", "entertext", "typetext", "replacetext",
    "settext", "enter", "eq", "equal", "equals", "tobe", "toequal", "isequalto", "contains",
    "should_equal", "fillfield"};

// Functions whose first argument is held against the second, or overwritten by it.
constexpr std::array<std::string_view, 16> callees = {"assertequal", "assertequals", "assert_equal",
    "assertsame", "assert_eq", "asserteq", "strcpy", "strncpy", "strcmp", "strncmp", "strcasecmp",
    "lstrcpy", "memcpy", "setenv", "putenv", "equals"};

constexpr std::size_t callee_bytes_max = 24;

std::string_view word_before(const SourceText& source, std::size_t end)
{
    std::size_t begin = end;
    while (begin > 0 && end - begin < callee_bytes_max && is_word(source.at(begin - 1))) {
        --begin;
    }
    return source.text().substr(begin, end - begin);
}

template <std::size_t Count>
bool is_one_of(std::string_view word, const std::array<std::string_view, Count>& list)
{
    return std::any_of(list.begin(), list.end(),
        [&](std::string_view entry) { return equal_caseless(word, entry); });
}

// Behind the name in its selector: '#password"]') — the end of what closes it; `quoted` when a quote did.
std::size_t behind_selector(const SourceText& source, std::size_t at, bool& quoted)
{
    constexpr std::size_t closers_max = 8;
    const std::size_t stop = at + closers_max;
    while (at < stop) {
        const char c = source.at(at);
        quoted = quoted || c == '"' || c == '\'' || c == '`';
        if (c != '"' && c != '\'' && c != '`' && c != ']' && c != '\\' && c != ')') {
            break;
        }
        ++at;
    }
    return at;
}

// .to.eq( , ->sendKeys( , .clear().type( : where the argument of a known method begins.
std::optional<std::size_t> argument_of_method(const SourceText& source, std::size_t at)
{
    constexpr int chain_max = 4;
    for (int i = 0; i < chain_max; ++i) {
        if (source.at(at) == '.') {
            ++at;
        } else if (source.text().substr(at, 2) == "->") {
            at += 2;
        } else {
            return std::nullopt;
        }
        const std::size_t begin = at;
        while (at - begin < callee_bytes_max && is_word(source.at(at))) {
            ++at;
        }
        if (source.text().substr(at, 2) == "()") {
            at += 2; // .clear()
        } else if (source.at(at) == '(' &&
                   is_one_of(source.text().substr(begin, at - begin), methods)) {
            return skip_blanks(source, at + 1);
        }
    }
    return std::nullopt;
}

// Behind the comma: the next argument, past the name that Ruby gives it.
std::size_t next_argument(const SourceText& source, std::size_t comma)
{
    std::size_t at = skip_blanks(source, comma + 1);
    for (const std::string_view name : {"with:", "with =>", ":with =>", "value:", "text:"}) {
        if (at_caseless(source.text(), at, name)) {
            at = skip_blanks(source, at + name.size());
        }
    }
    return at;
}

// The opening bracket of the call that the unquoted name is the first argument of.
std::optional<std::size_t> call_bracket(const SourceText& source, std::size_t at)
{
    constexpr std::size_t object_bytes_max = 40;
    const std::size_t stop = at - std::min(at, object_bytes_max);
    while (at > stop && (is_word(source.at(at - 1)) || std::string_view(".->*&$ ").find(source.at(
                                                           at - 1)) != std::string_view::npos)) {
        --at;
    }
    return at > 0 && source.at(at - 1) == '(' ? std::optional(at - 1) : std::nullopt;
}

std::optional<std::size_t> value_place(const SourceText& source, const Identifier& identifier)
{
    bool quoted = false;
    const std::size_t at = behind_selector(source, identifier.end, quoted);
    if (const auto argument = argument_of_method(source, at)) {
        return source.at(at - 1) == ')' || quoted ? argument : std::nullopt;
    }
    if (source.at(at) != ',') {
        return std::nullopt;
    }
    if (!quoted) {
        const auto bracket = call_bracket(source, identifier.begin);
        return bracket && is_one_of(word_before(source, *bracket), callees)
                   ? std::optional(next_argument(source, at))
                   : std::nullopt;
    }
    // A selector marks its field (#password, [name="password"]); a bare quoted name is an argument as any other.
    const char before = identifier.begin > 0 ? source.at(identifier.begin - 1) : '\0';
    const bool attribute =
        source.at(at - 2) == ']' && (before == '=' || before == '"' || before == '\'');
    const std::size_t argument = next_argument(source, at);
    const bool named =
        source.text().substr(at, argument - at).find_first_of(":>") != std::string_view::npos;
    return before == '#' || attribute || named ? std::optional(argument) : std::nullopt;
}

} // namespace

bool parse_form_field(SourceText& source, const Identifier& identifier)
{
    const std::optional<std::size_t> at = value_place(source, identifier);
    const std::optional<Value> value = at ? read_quoted(source, *at) : std::nullopt;
    return value && value->end > value->begin &&
           take_framed_value(source, identifier, *value, Detector::assignment);
}

} // namespace redactor
