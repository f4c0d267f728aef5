#include "access/url_userinfo.h"

#include <algorithm>

#include "redactor/stream_scanner.h"
#include "text/char_class.h"
#include "text/value_shape.h"
#include "values/vetoes.h"

namespace redactor {
namespace {

constexpr std::size_t userinfo_bytes_max = 512;

bool ends_authority(char c)
{
    return is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '\\';
}

// Names that documentation writes where a password would stand.
bool is_example_word(std::string_view value)
{
    static constexpr std::string_view words[] = {
        "pass", "password", "passwd", "pwd", "pw", "secret", "token", "xxx", "PASSWORD", "PASS"};
    return std::any_of(
        std::begin(words), std::end(words), [&](std::string_view word) { return value == word; });
}

bool is_example_host(std::string_view rest)
{
    static constexpr std::string_view starts[] = {"host", "HOST", "localhost", "server", "example",
        "SERVER", "protocol", "ip", "domain", "<", "{", "$"};
    const std::string_view host = rest.substr(0, rest.find_first_of("/:\"' "));
    return host.find("example") != std::string_view::npos ||
           std::any_of(std::begin(starts), std::end(starts),
               [&](std::string_view start) { return rest.starts_with(start); });
}

bool is_example_user(std::string_view user)
{
    static constexpr std::string_view words[] = {
        "user", "username", "login", "name", "id", "USER", "USERNAME", "uid", "u"};
    return std::any_of(
        std::begin(words), std::end(words), [&](std::string_view word) { return user == word; });
}

} // namespace

void parse_url_userinfo(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::size_t begin = at + 3;
    // What a / follows may be a path that ends far away; without one no other "://" stands before the end.
    const std::size_t stop = std::min(text.size(), begin + scan_right_bytes);
    const std::size_t path_stop = std::min(text.size(), begin + userinfo_bytes_max);
    std::size_t sign = std::string_view::npos;
    std::size_t colon = std::string_view::npos;
    bool path = false;
    std::size_t i = begin;
    for (; i < (path ? path_stop : stop) && !ends_authority(text[i]); ++i) {
        const char c = text[i];
        if (c == '@') {
            // The last @ before the host; a path's @ does not count unless nothing was found yet.
            if (sign == std::string_view::npos || !path) {
                sign = i;
            }
        } else if (c == ':' && colon == std::string_view::npos && !path) {
            colon = i;
        } else if (c == '/' || c == '?' || (c == '#' && sign != std::string_view::npos)) {
            if (sign != std::string_view::npos) {
                break;
            }
            path = true;
            if (c == '?' || colon == std::string_view::npos) {
                return;
            }
        } else if (c == ',' && sign != std::string_view::npos) {
            break;
        }
    }
    if (sign == std::string_view::npos) {
        if (i == stop && stop < text.size() && !path && colon != std::string_view::npos) {
            source.add(Detector::url_userinfo, begin, stop, Kind::connection_password,
                Confidence::medium); // no end within reach: not fully scanned
        }
        return;
    }
    const bool has_colon = colon != std::string_view::npos && colon < sign;
    const std::size_t value = has_colon ? colon + 1 : begin;
    const std::string_view password = text.substr(value, sign - value);
    const std::string_view user =
        has_colon ? text.substr(begin, colon - begin) : std::string_view();
    if (password.empty() || (!is_example_word(password) && is_dummy(source.words(), password)) ||
        password.find_first_of("{}()[") == 0 || password.ends_with(']') || text[begin] == '[') {
        return; // redis://[user:password@]host[:port]
    }
    if (!has_colon) {
        // https://TOKEN@host
        if (is_random_looking(password)) {
            source.add(Detector::url_userinfo, value, sign, Kind::access_token, Confidence::medium);
        }
        return;
    }
    if (path && (is_digit(password.front()) || password.find('/') < 6)) {
        return; // host:port/path with an @ further on
    }
    if (is_example_word(password) && (is_example_user(user) || is_upper(password.front())) &&
        is_example_host(text.substr(sign + 1, 40))) {
        return;
    }
    if (password.size() < 3 || (password.front() == '%' && password.size() < 4) ||
        (password.size() == 3 && text.substr(sign + 1).starts_with("example."))) {
        return;
    }
    source.add(Detector::url_userinfo, value, sign, Kind::connection_password, Confidence::high);
    // token:x-oauth-basic@ and TOKEN:@: the user is the secret then.
    if (is_random_looking(user) && user.size() >= 20 &&
        user.find_first_of("%.@") == std::string_view::npos) {
        source.add(Detector::url_userinfo, begin, colon, Kind::access_token, Confidence::medium);
    }
}

void parse_go_dsn(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    std::size_t begin = at;
    while (begin > 0 && at - begin < 200 && !ends_authority(text[begin - 1]) &&
           text[begin - 1] != '=') {
        --begin;
    }
    const std::size_t colon = text.substr(0, at).find(':', begin);
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string_view password = text.substr(colon + 1, at - colon - 1);
    if (password.size() >= 3 && !is_dummy(source.words(), password) && !is_example_word(password)) {
        source.add(
            Detector::url_userinfo, colon + 1, at, Kind::connection_password, Confidence::high);
    }
}

} // namespace redactor
