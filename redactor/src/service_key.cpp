#include "service_key.h"

#include <algorithm>
#include <array>

#include "char_class.h"
#include "value_shape.h"
#include "vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t reach_bytes = 48; // from the service's name to the token
constexpr std::size_t token_bytes_min = 16;
constexpr std::size_t token_bytes_max = 400;
constexpr std::size_t host_tail_bytes_max = 12;

constexpr std::array<std::string_view, 12> key_words = {"key", "token", "secret", "access",
    "private", "auth", "api", "pat", "password", "bearer", "credential", "login"};
constexpr std::array<std::string_view, 14> harmless_words = {"public", "publishable", "id:", "_id",
    "-id", "url", "hash", "sha", "commit", "checksum", "etag", "version", "uuid", "name"};

bool is_token_char(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=' || c == '.' ||
           c == '~';
}

bool contains_any(std::string_view text, std::span<const std::string_view> words)
{
    return std::any_of(words.begin(), words.end(),
        [&](std::string_view word) { return contains_caseless(text, word); });
}

// Digits among letters, or one long run: names and words have neither.
bool is_key_like(std::string_view token)
{
    const ValueShape shape = shape_of(token);
    if (shape.most_frequent * 100 > token.size() * 50 ||
        shape.lower + shape.upper + shape.digits < token.size() * 3 / 4) {
        return false;
    }
    if (shape.uuid || is_random_looking(token)) {
        return true;
    }
    const std::size_t separators = static_cast<std::size_t>(std::count_if(token.begin(),
        token.end(), [](char c) { return c == '-' || c == '.' || c == '/' || c == '_'; }));
    return separators * 8 <= token.size() &&
           (token.size() >= 32 || (shape.digits >= 2 && shape.lower + shape.upper >= 4));
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
    if (end >= text.size() || !is_alpha(text[end]) ||
        (is_lower(name.back()) && is_upper(text[end]))) {
        return true;
    }
    return std::any_of(key_words.begin(), key_words.end(),
        [&](std::string_view word) { return at_caseless(text, end, word); });
}

// v1.2.3-20190725170121-541440395211: modules are named with their versions.
bool is_version(std::string_view token)
{
    std::size_t at = token.starts_with('v') ? 1 : 0;
    const std::size_t first = at;
    while (at < token.size() && is_digit(token[at])) {
        ++at;
    }
    return at > first && at + 1 < token.size() && token[at] == '.' && is_digit(token[at + 1]);
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

} // namespace

void parse_service_key(SourceText& source, std::size_t begin, std::size_t end)
{
    const std::string_view text = source.text();
    if (!is_written_name(text, begin, end)) {
        return;
    }
    if (begins_host_path(text.substr(end, host_tail_bytes_max))) {
        return;
    }
    if (source.at(end) == '.' || source.at(end) == '@' || source.at(end) == '/') {
        return; // a host, a package
    }
    const std::size_t stop = std::min(source.line_end(end), end + reach_bytes + token_bytes_max);
    std::size_t at = end;
    while (at < stop && at - end <= reach_bytes) {
        if (!is_token_char(text[at]) || text[at] == '=') {
            ++at;
            continue;
        }
        std::size_t token_end = at;
        while (token_end < stop && is_token_char(text[token_end])) {
            // `name=value` within one run: the sign parts them unless it is padding at the end.
            if (text[token_end] == '=' && token_end + 1 < stop && is_alnum(text[token_end + 1])) {
                break;
            }
            ++token_end;
        }
        while (token_end > at && (text[token_end - 1] == '.' || text[token_end - 1] == '-')) {
            --token_end;
        }
        const std::string_view gap = text.substr(end, at - end);
        const bool named = token_end < stop && (text[token_end] == '=' || text[token_end] == ':');
        std::size_t value = at;
        // buttercmsPRIVATEkey-ab8f…: the key word is glued to the token by a dash.
        const std::string_view run = text.substr(at, token_end - at);
        if (const std::size_t dash = run.find('-'); at == end && dash != std::string_view::npos &&
                                                    dash <= 20 &&
                                                    run.size() - dash - 1 >= token_bytes_min) {
            value = at + dash + 1;
        }
        const std::string_view token = text.substr(value, token_end - value);
        const std::string_view context = text.substr(end, value - end);
        if (!named && token.size() >= token_bytes_min && !contains_any(context, harmless_words) &&
            context.find('/') == std::string_view::npos &&
            context.find('(') == std::string_view::npos &&
            token.find("/-/") == std::string_view::npos && !token.ends_with(".tgz")) {
            const bool has_word = contains_any(context, key_words);
            if (is_key_like(token) && !is_path_or_url(token) && !is_version(token) &&
                (has_word || (gap.size() <= 6 && is_random_looking(token) && token.size() >= 20 &&
                                 !shape_of(token).uuid && shape_of(token).digits >= 3))) {
                source.add(
                    Detector::service_key, value, token_end, Kind::api_key, Confidence::medium);
            }
            return;
        }
        at = std::max(token_end, at + 1);
    }
}

} // namespace redactor
