#include "tokens/service_address.h"

#include <algorithm>
#include <array>
#include <string>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/value_shape.h"
#include "tokens/service_shape.h"

namespace redactor {
namespace {

constexpr std::size_t host_bytes_max = 100;
constexpr std::size_t address_bytes_max = 400;
constexpr std::size_t arguments_max = 12;

// Names of arguments that carry a key; the first ones also with letters before them.
constexpr std::array<std::string_view, 6> key_ends = {
    "apikey", "api_key", "api-key", "access_key", "accesskey", "appid"};
constexpr std::array<std::string_view, 18> key_names = {"key", "token", "access_token",
    "auth_token", "authtoken", "api_token", "apitoken", "app_id", "app_key", "appkey", "secret",
    "license_key", "subscription-key", "auth", "auth_key", "authkey", "user_key", "userkey"};

bool carries_key(std::string_view name)
{
    const std::string folded = lower_copy(name);
    return std::find(key_names.begin(), key_names.end(), folded) != key_names.end() ||
           std::any_of(key_ends.begin(), key_ends.end(),
               [&](std::string_view end) { return folded.ends_with(end); });
}

bool ends_address(char c)
{
    return is_space(c) || std::string_view("\"'`<>()[]{}|\\^,").find(c) != std::string_view::npos;
}

// Takes what has the shape of the service's keys: an address has ids, too.
bool add_keys(SourceText& source, std::size_t rule, std::size_t at, std::size_t end)
{
    const std::string_view text = source.text();
    for (std::size_t i = 0; i < arguments_max && at < end; ++i) {
        const std::size_t next = std::min(text.substr(0, end).find('&', at), end);
        const std::size_t sign = std::min(text.substr(0, next).find('=', at), next);
        const std::size_t value = std::min(sign + 1, next);
        if (carries_key(text.substr(at, sign - at)) &&
            is_known_key(source, rule, text.substr(value, next - value))) {
            const Rule& known = source.set().rules[rule];
            source.add_for_rule(rule, value, next, known.kind, known.confidence, 0);
            return true;
        }
        at = std::min(next + 1, end);
        if (text.substr(at, 4) == "amp;") {
            at += 4;
        }
    }
    return false;
}

} // namespace

void parse_service_address(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::size_t host = at + 3;
    std::size_t host_end = host;
    const std::size_t host_stop = std::min(text.size(), host + host_bytes_max);
    while (host_end < host_stop &&
           (is_alnum(text[host_end]) || text[host_end] == '-' || text[host_end] == '.')) {
        ++host_end;
    }
    std::size_t query = host_end;
    const std::size_t stop = std::min(text.size(), host + address_bytes_max);
    while (query < stop && text[query] != '?' && !ends_address(text[query])) {
        ++query;
    }
    if (query >= stop || text[query] != '?' || query == host_end) {
        return;
    }
    std::size_t end = query + 1;
    while (end < stop && text[end] != '#' && !ends_address(text[end])) {
        ++end;
    }
    // Behind a dot no service's name is looked for elsewhere; here each part of the host may be one.
    std::string parts(text.substr(host, host_end - host));
    std::replace(parts.begin(), parts.end(), '.', ' ');
    parts += "    "; // names are read in pieces of four bytes
    bool found = false;
    source.set().services.for_each(parts, [&](std::size_t begin, std::size_t label) {
        const Label& name = source.words().labels[label];
        const char behind = parts[std::min(begin + name.text.size(), parts.size() - 1)];
        if (!found && (behind == ' ' || behind == '-')) {
            found = add_keys(source, name.service_rule, query + 1, end);
        }
    });
}

} // namespace redactor
