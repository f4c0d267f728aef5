#include "tokens/service_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/value_shape.h"
#include "tokens/service_call.h"
#include "tokens/service_shape.h"
#include "values/value_reader.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t reach_bytes = 64; // from the service's name to the token
constexpr std::size_t token_bytes_min = 16;
constexpr std::size_t token_bytes_max = 400;
constexpr std::size_t host_tail_bytes_max = 12;
constexpr std::size_t direct_gap_bytes_max = 6;
constexpr std::size_t lines_below_max = 2;
constexpr int known_shape_bonus =
    16; // over an assignment: what is known of the key decides its range

// Words in small letters and the letters that one of them begins with, in any case: most places of a text begin none.
template <std::size_t count>
struct Words {
    std::array<std::string_view, count> list;
    CharacterTable firsts;

    constexpr explicit Words(const std::array<std::string_view, count>& words)
        : list(words), firsts(table_of([&](char c) {
              return std::any_of(words.begin(), words.end(),
                  [c](std::string_view word) { return word.front() == to_lower(c); });
          }))
    {
    }
};

constexpr Words<14> key_words({"key", "token", "secret", "access", "private", "auth", "api", "pat",
    "password", "bearer", "credential", "login", "license", "licence"});
constexpr Words<19> harmless_words(
    {"public", "publishable", "site", "id:", "_id", "-id", "url", "hash", "sha1", "sha2", "sha3",
        "sha5", "md5", "commit", "checksum", "etag", "version", "uuid", "name"});

// What follows the dot in a property's name (algolia.api.key), unlike in a host's (algolia.com).
constexpr Words<14> property_words({"key", "token", "secret", "access", "auth", "api", "client",
    "account", "admin", "app.", "rest.", "config", "license", "licence"});

bool is_token_char(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=' || c == '.' ||
           c == '~';
}

// The first word of the list, in its order, that stands at `at`; empty when none does.
template <std::size_t count>
std::string_view word_at(std::string_view text, std::size_t at, const Words<count>& words)
{
    if (at >= text.size() || !has(words.firsts, text[at])) {
        return {};
    }
    const auto* const word = std::find_if(words.list.begin(), words.list.end(),
        [&](std::string_view candidate) { return at_caseless(text, at, candidate); });
    return word == words.list.end() ? std::string_view() : *word;
}

template <std::size_t count>
bool contains_any(std::string_view text, const Words<count>& words)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!word_at(text, at, words).empty()) {
            return true;
        }
    }
    return false;
}

// The name as a word of its own or glued to a key word (simfinKEY, SCRAPERAPIKEY), not letters inside a longer word, a path or
// base64.
bool is_written_name(std::string_view text, std::size_t begin, std::size_t end)
{
    if (begin > 0 &&
        (is_alnum(text[begin - 1]) || text[begin - 1] == '.' || text[begin - 1] == '@' ||
            text[begin - 1] == '/' || text[begin - 1] == '+')) {
        return false;
    }
    const std::string_view name = text.substr(begin, end - begin);
    const bool upper_inside = std::any_of(name.begin() + 1, name.end(), is_upper);
    if (upper_inside && is_lower(name.front())) {
        return false;
    }
    if (end < text.size() && is_digit(text[end])) {
        return false;
    }
    if (end >= text.size() || !is_alpha(text[end]) ||
        (is_lower(name.back()) && is_upper(text[end]))) {
        return true;
    }
    return !word_at(text, end, key_words).empty();
}

// `.com/` behind the name: an address of the service, not a key of its.
bool begins_host_path(std::string_view rest)
{
    if (rest.empty() || rest.front() != '.') {
        return false;
    }
    std::size_t at = 1;
    while (at < rest.size() && is_lower(rest[at])) {
        ++at;
    }
    return at > 2 && at < rest.size() && rest[at] == '/';
}

// Where the search for the name's key ends: the end of its line, or two lines further when nothing but a colon, a bracket or
// white space follows the name there (`algolia:` above `  key: …`).
std::size_t search_end(const SourceText& source, std::size_t end)
{
    std::size_t stop = source.line_end(end);
    const std::string_view rest = source.text().substr(end, stop - end);
    const bool alone = rest.size() <= direct_gap_bytes_max &&
                       rest.find_first_not_of(" \t:{[(=>\"']") == std::string_view::npos;
    for (std::size_t i = 0; alone && i < lines_below_max && stop < source.text().size(); ++i) {
        stop = source.line_end(stop + 1);
    }
    return std::min(stop, end + reach_bytes + token_bytes_max);
}

// The name is followed by the value with nothing between them but what binds them: `asana: "…"`, `beamer = …`.
bool is_direct(std::string_view gap)
{
    return gap.size() <= direct_gap_bytes_max &&
           gap.find_first_of("=:>") != std::string_view::npos &&
           gap.find_first_not_of(" \t=:>\"'\\") == std::string_view::npos;
}

bool is_harmless_context(std::string_view context)
{
    return contains_any(context, harmless_words) || context.find('(') != std::string_view::npos ||
           context.find("//") != std::string_view::npos;
}

// A longer token goes on in neither direction.
bool joins_tokens(char c)
{
    return c == '-' || c == '.' || c == '/' || c == '+' || c == '~' || c == '=';
}

// key=, token-: a key word with its sign, which an alphabet of many signs would take for the head of a key.
bool begins_key_word(std::string_view text, std::size_t at)
{
    return at < text.size() && has(key_words.firsts, text[at]) &&
           std::any_of(
               key_words.list.begin(), key_words.list.end(),
               [&](std::string_view word) {
                   const std::size_t end = at + word.size();
                   return at_caseless(text, at, word) && end < text.size() &&
                          std::string_view("=-:_.").find(text[end]) != std::string_view::npos;
               });
}

bool is_setting_sign(char c) { return c == '=' || c == ':'; }

bool begins_key(std::string_view text, std::size_t at)
{
    if (begins_key_word(text, at)) {
        return false;
    }
    if (at == 0) {
        return true;
    }
    const char before = text[at - 1];
    if (!is_alnum(text[at])) {
        // The sign behind a key word may be the first of an alphabet that has it; what ties two key words is none.
        return !is_alnum(before) || (text[at] != '_' && !begins_key_word(text, at + 1));
    }
    // A dash, _ or = may tie the key to its key word.
    return !is_alnum(before) && !((before == '.' || before == '/' || before == '+') && at >= 2 &&
                                    is_alnum(text[at - 2]));
}

bool ends_key(std::string_view text, std::size_t end)
{
    std::size_t next = end;
    while (next < text.size() && joins_tokens(text[next])) {
        ++next; // +/ within base64
    }
    return end >= text.size() ||
           (!is_word(text[end]) && (next == end || next >= text.size() || !is_alnum(text[next])));
}

// Parts before the key that a dash ties to it and that hold digits are its own: half a UUID has the shape of many keys.
std::size_t whole_key_begin(std::string_view text, std::size_t floor, std::size_t begin)
{
    while (begin > floor + 1 && text[begin - 1] == '-') {
        std::size_t part = begin - 1;
        while (part > floor && is_alnum(text[part - 1])) {
            --part;
        }
        const std::string_view run = text.substr(part, begin - 1 - part);
        if (run.empty() || std::none_of(run.begin(), run.end(), is_digit)) {
            break;
        }
        begin = part;
    }
    return begin;
}

// The longest key of a known shape at `at`.
std::size_t known_key_end(const Rule& rule, std::string_view text, std::size_t at)
{
    std::size_t best = 0;
    for (const KeyShape& shape : rule.keys) {
        const auto end = shape.match(text, at);
        if (end && *end > best && ends_key(text, *end)) {
            best = *end;
        }
    }
    return best;
}

// The first place in [from, to) behind one of the key words; `to` when none stands there.
std::size_t first_key_word_end(std::string_view text, std::size_t from, std::size_t to)
{
    const std::string_view part = text.substr(0, to);
    for (std::size_t at = from; at < to; ++at) {
        if (const std::string_view word = word_at(part, at, key_words); !word.empty()) {
            return at + word.size();
        }
    }
    return to;
}

// Where the same name stands next: what begins behind that is its business, so that a flood of names costs no more than one.
std::size_t next_same_name(
    std::string_view text, std::size_t begin, std::size_t end, std::size_t to)
{
    const std::string name = lower_copy(text.substr(begin, end - begin));
    for (std::size_t at = end; at < to; ++at) {
        if (at_caseless(text, at, name)) {
            return at + 1; // a key may begin with the name of its service
        }
    }
    return to;
}

// Looks for a key of one of the rule's shapes between `end` of the name and `stop`. True when one was reported.
bool add_known_key(SourceText& source, std::size_t rule_index, std::size_t begin, std::size_t end,
    std::size_t stop)
{
    constexpr int attempts_max = 12; // words between a name and its key
    const std::string_view text = source.text();
    const Rule& rule = source.set().rules[rule_index];
    const std::size_t last = next_same_name(text, begin, end, std::min(stop, end + reach_bytes));
    const std::size_t worded_from = first_key_word_end(text, end, last);
    int attempts = 0;
    for (std::size_t at = end; at < last && attempts < attempts_max; ++at) {
        const std::string_view context = text.substr(end, at - end);
        if (!begins_key(text, at) || (at < worded_from && !is_direct(context))) {
            continue;
        }
        attempts += is_alnum(text[at]) ? 1 : 0;
        const std::size_t key_end = known_key_end(rule, text, at);
        // The sign of `NAME_KEY=value` stays where the key is whole without it, so that a settings file still holds.
        if (key_end == 0 || (is_setting_sign(text[at]) && known_key_end(rule, text, at + 1) != 0)) {
            continue;
        }
        if (is_harmless_context(context)) {
            return false;
        }
        const std::string_view key = text.substr(at, key_end - at);
        if (is_plausible_key(key) && !is_refused_key(source, rule_index, key)) {
            source.add_for_rule(rule_index, whole_key_begin(text, end, at), key_end, rule.kind,
                rule.confidence, known_shape_bonus);
            return true;
        }
    }
    return false;
}

// A run of token characters [begin, end) on the name's line.
struct TokenRun {
    std::size_t begin = 0;
    std::size_t end = 0;
};

TokenRun token_run_at(std::string_view text, std::size_t at, std::size_t stop)
{
    std::size_t end = at;
    while (end < stop && is_token_char(text[end])) {
        // `name=value` within one run: the sign parts them unless it is padding at the end.
        if (text[end] == '=' && end + 1 < stop && is_alnum(text[end + 1])) {
            break;
        }
        ++end;
    }
    // A sentence's full stop; the dash at the end may be the key's.
    const bool quoted = end < text.size() && (text[end] == '"' || text[end] == '\'');
    while (!quoted && end > at && text[end - 1] == '.') {
        --end;
    }
    return {at, end};
}

bool ends_with_key_word(std::string_view words)
{
    return std::any_of(key_words.list.begin(), key_words.list.end(), [&](std::string_view word) {
        return words.size() >= word.size() &&
               equal_caseless(words.substr(words.size() - word.size()), word);
    });
}

// -token-ab8f…, PRIVATEkey-ab8f…, _primary-key-ab8f…: bytes of the words, a key word at their end, that a dash or _ ties to the
// token behind them.
std::size_t behind_glued_words(std::string_view run)
{
    constexpr std::size_t words_bytes_max = 40;
    std::size_t tied = 0;
    for (std::size_t at = 0; at < std::min(run.size(), words_bytes_max); ++at) {
        if (run[at] != '-' && run[at] != '_') {
            if (!is_alpha(run[at])) {
                break;
            }
            continue;
        }
        if (ends_with_key_word(run.substr(0, at))) {
            tied = at + 1;
        }
    }
    return tied > 0 && run.size() - tied >= token_bytes_min ? tied : 0;
}

// acme_token: 4093817264550917 — digits alone are a key only right behind a word that says so, and as many as no other number has.
bool is_numeric_key(std::string_view token, std::string_view context)
{
    constexpr std::size_t digits_min = 14;
    static constexpr std::string_view signs = " \t:=>\"'\\";
    if (token.size() < digits_min || !std::all_of(token.begin(), token.end(), is_digit) ||
        shape_of(token).most_frequent * 2 > token.size()) {
        return false;
    }
    const std::size_t last = context.find_last_not_of(signs);
    const std::string_view name = context.substr(0, last == std::string_view::npos ? 0 : last + 1);
    const bool bound = name.size() < context.size() &&
                       context.substr(name.size()).find_first_of("=:>") != std::string_view::npos;
    return bound && ends_with_key_word(name);
}

// A token of unknown shape must look random and have a key word before it, or stand directly behind the name.
bool is_unknown_key(std::string_view token, std::string_view context, std::size_t gap_bytes)
{
    constexpr std::size_t digest_name_bytes = 6;
    if (contains_any(token.substr(0, digest_name_bytes), harmless_words)) {
        return false; // sha512-…: the digest of something
    }
    if (is_numeric_key(token, context)) {
        return true;
    }
    if (context.empty() || !is_key_like(token) || token.starts_with("pk_") ||
        is_path_or_url(token) || is_version(token)) {
        return false;
    }
    if (contains_any(context, key_words)) {
        return true;
    }
    const ValueShape shape = shape_of(token);
    constexpr std::size_t quoted_bytes_min = 16;
    constexpr std::size_t bare_bytes_min = 20;
    const bool quoted = context.back() == '"' || context.back() == '\'';
    return gap_bytes <= direct_gap_bytes_max &&
           token.size() >= (quoted ? quoted_bytes_min : bare_bytes_min) && !shape.uuid &&
           shape.digits >= 3 && is_random_looking(token);
}

void add_unknown_key(SourceText& source, std::size_t rule_index, std::size_t end, std::size_t stop)
{
    const std::string_view text = source.text();
    const Rule& rule = source.set().rules[rule_index];
    std::size_t at = end;
    while (at < stop && at - end <= reach_bytes) {
        if (!is_token_char(text[at]) || text[at] == '=') {
            ++at;
            continue;
        }
        const TokenRun run = token_run_at(text, at, stop);
        const bool named = run.end < stop && (text[run.end] == '=' || text[run.end] == ':');
        const std::size_t value = at + behind_glued_words(text.substr(at, run.end - at));
        const std::string_view token = text.substr(value, run.end - value);
        const std::string_view context = text.substr(end, value - end);
        if (!named && token.size() >= token_bytes_min && !is_harmless_context(context) &&
            context.find('/') == std::string_view::npos &&
            token.find("/-/") == std::string_view::npos && !token.ends_with(".tgz")) {
            if (is_unknown_key(token, context, at - end) &&
                !is_refused_key(source, rule_index, token)) {
                source.add_for_rule(rule_index, value, run.end, rule.kind, rule.confidence, 0);
                return;
            }
        }
        at = std::max(run.end, at + 1);
    }
}

} // namespace

void parse_service_key(SourceText& source, std::size_t begin, const Label& name)
{
    const std::string_view text = source.text();
    const std::size_t end = begin + name.name_bytes;
    if (!is_written_name(text, begin, end) || source.at(end) == '|') {
        return; // auth0|5f3c…: somebody who signed in through the service
    }
    if (add_key_of_call(source, name.service_rule, begin, end) || source.at(end) == '(' ||
        add_key_before_comment(source, name.service_rule, begin, end) ||
        begins_host_path(text.substr(end, host_tail_bytes_max))) {
        return;
    }
    if (source.at(end) == '@' || source.at(end) == '/' ||
        (source.at(end) == '.' && word_at(text, end + 1, property_words).empty())) {
        return; // a host, a package
    }
    if (!add_known_key(source, name.service_rule, begin, end, search_end(source, end))) {
        add_unknown_key(source, name.service_rule, end,
            std::min(source.line_end(end), end + reach_bytes + token_bytes_max));
    }
}

} // namespace redactor
