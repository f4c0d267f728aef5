#include "tokens/service_call.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "text/char_class.h"
#include "tokens/service_shape.h"

namespace redactor {
namespace {

constexpr std::size_t owner_bytes_max = 48; // from the service's name to the bracket
constexpr std::size_t literal_bytes_max = 400;
constexpr std::size_t arguments_max = 4;
constexpr std::size_t comment_bytes_max = 48; // from its sign to the service's name
constexpr std::size_t code_bytes_max = 240;   // before the comment

// How the names of calls end that take a key, in small letters.
constexpr std::array<std::string_view, 13> opening_ends = {"client", "api", "sdk", "connect",
    "connection", "session", "apikey", "api_key", "token", "accesskey", "access_key", "service",
    "geocode"};
constexpr std::array<std::string_view, 10> opening_names = {"new", "init", "initialize",
    "initialise", "configure", "setup", "login", "authenticate", "auth", "setkey"};
// How the names of calls begin that take the id of a thing.
constexpr std::array<std::string_view, 14> thing_begins = {"get", "find", "delete", "update",
    "list", "remove", "fetch", "load", "use", "has", "is", "revoke", "verify", "decode"};
constexpr std::array<std::string_view, 7> key_words = {
    "key", "token", "secret", "auth", "api", "pat", "credential"};
constexpr std::array<std::string_view, 9> harmless_words = {
    "public", "hash", "sha1", "sha2", "md5", "commit", "checksum", "version", "uuid"};

template <std::size_t count>
bool holds_any(std::string_view text, const std::array<std::string_view, count>& words)
{
    const std::string folded = lower_copy(text);
    return std::any_of(words.begin(), words.end(),
        [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

bool is_owner_char(char c)
{
    return is_word(c) || is_blank(c) ||
           std::string_view(".:\\=$@?>-").find(c) != std::string_view::npos;
}

// A call whose bracket stands at `bracket`.
struct Call {
    std::string_view callee;
    std::size_t callee_begin = 0;
    bool constructs = false; // the word "new" stands before it
};

Call call_at(std::string_view text, std::size_t floor, std::size_t bracket)
{
    std::size_t begin = bracket;
    while (begin > floor && is_word(text[begin - 1])) {
        --begin;
    }
    std::size_t path = begin;
    while (path > floor && (is_word(text[path - 1]) || text[path - 1] == '.' ||
                               text[path - 1] == ':' || text[path - 1] == '\\')) {
        --path;
    }
    return {text.substr(begin, bracket - begin), begin,
        path >= floor + 4 && text.substr(path - 4, 4) == "new "};
}

bool opens_session(const Call& call)
{
    const std::string folded = lower_copy(call.callee);
    if (folded.empty()) {
        return false;
    }
    if (call.constructs) {
        return true;
    }
    return std::none_of(thing_begins.begin(), thing_begins.end(),
               [&](std::string_view word) { return folded.starts_with(word); }) &&
           (std::find(opening_names.begin(), opening_names.end(), folded) != opening_names.end() ||
               std::any_of(opening_ends.begin(), opening_ends.end(),
                   [&](std::string_view word) { return folded.ends_with(word); }));
}

struct Literal {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The literal whose quote stands at `at`, on one line and without an escape.
std::optional<Literal> literal_at(std::string_view text, std::size_t at)
{
    const char quote = at < text.size() ? text[at] : '\0';
    if (quote != '"' && quote != '\'' && quote != '`') {
        return std::nullopt;
    }
    const std::size_t stop = std::min(text.size(), at + 1 + literal_bytes_max);
    for (std::size_t end = at + 1; end < stop && text[end] != '\n' && text[end] != '\\'; ++end) {
        if (text[end] == quote) {
            return Literal{at + 1, end};
        }
    }
    return std::nullopt;
}

std::size_t skip_space(std::string_view text, std::size_t at)
{
    constexpr std::size_t space_bytes_max = 80;
    const std::size_t stop = std::min(text.size(), at + space_bytes_max);
    while (at < stop && is_space(text[at])) {
        ++at;
    }
    return at;
}

// The quoted arguments behind the bracket, to the first that is neither a literal nor a name.
std::vector<Literal> arguments_behind(std::string_view text, std::size_t bracket)
{
    constexpr std::size_t name_bytes_max = 64;
    std::vector<Literal> out;
    std::size_t at = bracket + 1;
    for (std::size_t i = 0; i < arguments_max; ++i) {
        at = skip_space(text, at);
        if (const auto literal = literal_at(text, at)) {
            out.push_back(*literal);
            at = literal->end + 1;
        } else {
            const std::size_t stop = std::min(text.size(), at + name_bytes_max);
            while (at < stop && (is_word(text[at]) || text[at] == '.' || text[at] == '$')) {
                ++at;
            }
        }
        at = skip_space(text, at);
        if (at >= text.size() || text[at] != ',') {
            break;
        }
        ++at;
    }
    return out;
}

bool report(SourceText& source, std::size_t rule, const std::vector<Literal>& literals,
    bool (*accepts)(const SourceText&, std::size_t, std::string_view))
{
    constexpr int bonus = 16; // as of a key of known shape behind its name
    bool any = false;
    for (const Literal& literal : literals) {
        const std::string_view value =
            source.text().substr(literal.begin, literal.end - literal.begin);
        if (accepts(source, rule, value)) {
            const Rule& known = source.set().rules[rule];
            source.add_for_rule(
                rule, literal.begin, literal.end, known.kind, known.confidence, bonus);
            any = true;
        }
    }
    return any;
}

// Where some of the arguments have the shape of the service's keys, the others are its ids.
bool report_arguments(SourceText& source, std::size_t rule, std::size_t bracket, bool known_only)
{
    const std::vector<Literal> literals = arguments_behind(source.text(), bracket);
    return report(source, rule, literals, is_known_key) ||
           (!known_only && report(source, rule, literals, is_random_key));
}

// require('postmark')('…'): the name in quotes and two brackets behind it.
bool is_required_module(std::string_view behind)
{
    return behind.starts_with("')(") || behind.starts_with("\")(");
}

} // namespace

bool add_key_of_call(SourceText& source, std::size_t rule, std::size_t begin, std::size_t end)
{
    constexpr std::size_t back_bytes_max = 64; // to a "new" before the name
    const std::string_view text = source.text();
    if (is_required_module(text.substr(end, 3))) {
        return report_arguments(source, rule, end + 2, true);
    }
    std::size_t bracket = end;
    const std::size_t stop = std::min(text.size(), end + owner_bytes_max);
    while (bracket < stop && is_owner_char(text[bracket])) {
        ++bracket;
    }
    if (bracket >= stop || text[bracket] != '(') {
        return false;
    }
    const std::size_t floor = begin > back_bytes_max ? begin - back_bytes_max : 0;
    const Call call = call_at(text, floor, bracket);
    // The service itself is called: `Bitly("…")`, `coda("…")`, `bitly.Bitly("…")`.
    const bool service = (call.callee_begin <= begin && bracket == end) ||
                         equal_caseless(call.callee, text.substr(begin, end - begin));
    if (call.callee.empty() || (!service && !opens_session(call)) ||
        holds_any(text.substr(end, bracket - end), harmless_words)) {
        return false;
    }
    return report_arguments(
        source, rule, bracket, service && !call.constructs && !is_upper(call.callee.front()));
}

bool add_key_before_comment(
    SourceText& source, std::size_t rule, std::size_t begin, std::size_t end)
{
    const std::string_view text = source.text();
    // Nothing but words stands between the sign of the comment and the name.
    std::size_t sign = begin;
    const std::size_t nearest = begin > comment_bytes_max ? begin - comment_bytes_max : 0;
    while (sign > nearest && (is_word(text[sign - 1]) || is_blank(text[sign - 1]) ||
                                 text[sign - 1] == '-' || text[sign - 1] == ',')) {
        --sign;
    }
    if (sign < 3 || sign == begin ||
        (text[sign - 1] != '#' && text.substr(sign - 2, 2) != "//" &&
            text.substr(sign - 2, 2) != "/*")) {
        return false;
    }
    const std::size_t floor = sign > code_bytes_max ? sign - code_bytes_max : 0;
    const std::size_t newline = text.substr(floor, sign - floor).rfind('\n');
    const std::size_t line = newline == std::string_view::npos ? floor : floor + newline + 1;
    const std::size_t comment_end = std::min(source.line_end(end), end + comment_bytes_max);
    const bool comment_has_word = holds_any(text.substr(sign, comment_end - sign), key_words);
    for (std::size_t at = line; at < sign; ++at) {
        if (text[at] == '(') {
            const Call call = call_at(text, line, at);
            if (opens_session(call) && report_arguments(source, rule, at, false)) {
                return true;
            }
            continue;
        }
        const auto literal = literal_at(text, at);
        if (!literal || literal->end >= sign) {
            continue;
        }
        constexpr std::size_t label_bytes_max = 32;
        const std::size_t label = at > line + label_bytes_max ? at - label_bytes_max : line;
        const std::string_view before = text.substr(label, at - label);
        if ((comment_has_word || holds_any(before, key_words)) &&
            !holds_any(before, harmless_words) &&
            before.find_first_of("=:") != std::string_view::npos &&
            report(source, rule, {*literal}, is_known_key)) {
            return true;
        }
        at = literal->end;
    }
    return false;
}

} // namespace redactor
