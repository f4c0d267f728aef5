#include "service/server_url.h"

#include "vault/id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cli {

namespace {

constexpr std::array<std::string_view, 3> loopback_hosts{"localhost", "127.0.0.1", "::1"};

std::unexpected<Fault> not_a_server()
{
    return fault(ExitCode::usage, "the server must be given as https://host or https://host:port");
}

bool is_host(std::string_view host)
{
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':';
    });
}

} // namespace

std::string ServerUrl::to_string() const
{
    const bool v6 = host.find(':') != std::string::npos;
    return fmt::format(
        "{}://{}{}{}:{}", tls ? "https" : "http", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

Answer<ServerUrl> parse_server_url(std::string_view text)
{
    ServerUrl url;
    if (text.starts_with("http://"))
        url.tls = false;
    else if (!text.starts_with("https://"))
        return not_a_server();
    text.remove_prefix(url.tls ? 8 : 7);
    if (text.ends_with('/'))
        text.remove_suffix(1);
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || (end + 1 < text.size() && text[end + 1] != ':'))
            return not_a_server();
        url.host = text.substr(1, end - 1);
        port = end + 1 < text.size() ? text.substr(end + 2) : std::string_view{};
    } else {
        const auto colon = text.find(':');
        url.host = text.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
        if (colon != std::string_view::npos && port.empty())
            return not_a_server();
        if (url.host.find(':') != std::string::npos)
            return not_a_server();
    }
    url.port = url.tls ? 443 : 80;
    if (!port.empty()) {
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
        if (error != std::errc{} || end != port.data() + port.size() || url.port == 0)
            return not_a_server();
    }
    if (!is_host(url.host))
        return not_a_server();
    if (!url.tls && std::ranges::find(loopback_hosts, url.host) == loopback_hosts.end())
        return fault(ExitCode::usage, "http:// is only allowed on this machine itself (127.0.0.1, "
                                      "::1, localhost); use https://");
    return url;
}

bool same_server(std::string_view a, std::string_view b)
{
    const auto first = parse_server_url(a);
    const auto second = parse_server_url(b);
    return first && second && first->to_string() == second->to_string();
}

std::optional<GuestLink> parse_guest_link(std::string_view text)
{
    constexpr std::string_view route = "/#/ticket/";
    constexpr std::size_t secret_chars = 43; // base64url of 32 bytes
    GuestLink link;
    if (const auto at = text.find(route); at != std::string_view::npos) {
        link.server = text.substr(0, at);
        text.remove_prefix(at + route.size());
        if (!parse_server_url(link.server))
            return std::nullopt;
    }
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !vault::decode_id("tkt_", text.substr(0, dot)))
        return std::nullopt;
    link.ticket = text.substr(0, dot);
    link.secret = text.substr(dot + 1);
    const bool clean = std::ranges::all_of(link.secret, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
    return clean && link.secret.size() == secret_chars ? std::optional{link} : std::nullopt;
}

} // namespace cli
