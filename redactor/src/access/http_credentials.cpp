#include "access/http_credentials.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/base64.h"
#include "text/char_class.h"
#include "text/value_shape.h"
#include "values/value_reader.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

bool is_token_char(char c)
{
    return is_alnum(c) || std::string_view("-._~+/=:%|*!").find(c) != std::string_view::npos;
}

// Over quotes, colons, blanks and a "value": of HAR between the header's name and what it holds.
std::size_t skip_to_header_value(const SourceText& source, std::size_t at)
{
    const std::size_t stop = std::min(source.text().size(), at + 60);
    while (at < stop) {
        const char c = source.at(at);
        if (c == '"' || c == '\'' || c == ':' || c == '=' || c == ',' || c == '\\' || c == '>' ||
            c == '{' || c == '[' || c == ']' || c == '(' || is_blank(c) ||
            (c == '\n' && source.text().substr(at, 40).find('"') != std::string_view::npos)) {
            ++at;
        } else if (at_caseless(source.text(), at, "value") && !is_word(source.at(at + 5))) {
            at += 5;
        } else {
            break;
        }
    }
    return at;
}

constexpr std::array<std::string_view, 13> session_words = {"sess", "sid", "auth", "token",
    "logged_in", "jwt", "remember", "csrf", "xsrf", "secure", "login", "wordpress_sec", "ticket"};
constexpr std::array<std::string_view, 6> harmless_cookies = {
    "_ga", "_gid", "theme", "lang", "consent", "settings"};

bool is_session_cookie(std::string_view name, std::string_view value)
{
    const auto in_name = [&](std::string_view word) { return contains_caseless(name, word); };
    if (value.size() < 8 ||
        std::any_of(harmless_cookies.begin(), harmless_cookies.end(), in_name)) {
        return false;
    }
    return std::any_of(session_words.begin(), session_words.end(), in_name)
               ? (shape_of(value).digits > 0 || value.size() >= 16)
               : (value.size() >= 20 && is_random_looking(value) && contains_caseless(name, "id"));
}

bool is_attribute(std::string_view name)
{
    static constexpr std::array<std::string_view, 7> attributes = {
        "path", "domain", "expires", "max-age", "samesite", "secure", "httponly"};
    return std::any_of(attributes.begin(), attributes.end(),
        [&](std::string_view word) { return equal_caseless(name, word); });
}

} // namespace

void parse_authorization(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    if (source.at(at) == '/') {
        return; // Microsoft.Authorization/roleDefinitions/…
    }
    std::size_t begin = skip_to_header_value(source, at);
    std::size_t end = begin;
    while (end < text.size() && is_alpha(text[end]) && end - begin < 24) {
        ++end;
    }
    const std::string scheme = lower_copy(text.substr(begin, end - begin));
    static constexpr std::array<std::string_view, 14> schemes = {"basic", "bearer", "token",
        "apikey", "key", "digest", "negotiate", "ntlm", "oauth", "sso", "bot", "genie", "splunk",
        "ssws"};
    const bool known = std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
    if (known && (is_blank(source.at(end)) || source.at(end) == ':' || source.at(end) == '=' ||
                     source.at(end) == '"')) {
        begin = end;
        while (is_blank(source.at(begin)) || source.at(begin) == ':' || source.at(begin) == '=' ||
               source.at(begin) == '"') {
            ++begin;
        }
        if (at_caseless(text, begin, "token=")) {
            begin += 6;
            begin += source.at(begin) == '"' ? 1U : 0U;
        }
    }
    end = begin;
    constexpr std::size_t credentials_bytes_max = 4096;
    while (end < text.size() && is_token_char(text[end]) && end - begin < credentials_bytes_max) {
        ++end;
    }
    while (end > begin && (text[end - 1] == '.' || text[end - 1] == ':')) {
        --end;
    }
    const std::string_view value = text.substr(begin, end - begin);
    source.count_read(value.size());
    if (value.size() < 6 || is_dummy(source.words(), value)) {
        return;
    }
    if (scheme == "basic") {
        const auto decoded = decode_base64(value);
        if (decoded && decoded->find(':') != std::string::npos) {
            source.add(Detector::authorization, begin, end, Kind::password, Confidence::high);
        }
        return;
    }
    if (!is_random_looking(value) && !(known && shape_of(value).digits > 0 && value.size() >= 12)) {
        return;
    }
    source.add(Detector::authorization, begin, end, Kind::access_token,
        known ? Confidence::high : Confidence::medium);
}

void parse_cookie(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    std::size_t i = skip_to_header_value(source, at);
    constexpr std::size_t cookies_bytes_max = 16384;
    const std::size_t stop = std::min(text.size(), i + cookies_bytes_max);
    for (int count = 0; count < 60 && i < stop; ++count) {
        std::size_t name_end = i;
        while (name_end < stop && text[name_end] != '=' && !is_space(text[name_end]) &&
               text[name_end] != ';' && text[name_end] != '"' && text[name_end] != '\'') {
            ++name_end;
        }
        if (name_end >= stop || text[name_end] != '=') {
            if (name_end < stop && text[name_end] == ';') {
                i = skip_blanks(source, name_end + 1);
                continue;
            }
            return;
        }
        const std::size_t value = name_end + 1;
        std::size_t end = value;
        while (end < stop && !is_space(text[end]) && text[end] != ';' && text[end] != '"' &&
               text[end] != '\'' && text[end] != '\\' && text[end] != ',') {
            ++end;
        }
        source.count_read(end - i);
        const std::string_view name = text.substr(i, name_end - i);
        const std::string_view content = text.substr(value, end - value);
        if (!is_attribute(name) && is_session_cookie(name, content) &&
            !is_dummy(source.words(), content)) {
            source.add(Detector::cookie, value, end, Kind::session_cookie, Confidence::medium);
        }
        if (end >= stop || text[end] != ';') {
            return;
        }
        i = skip_blanks(source, end + 1);
    }
}

} // namespace redactor
