#pragma once

#include "text/fault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cli {

struct ServerUrl {
    bool tls = true;
    std::string host; // without the brackets of an IPv6 address
    std::uint16_t port = 8443;

    // "https://host:8443", the port always written, IPv6 in brackets
    [[nodiscard]] std::string to_string() const;
};

// https://host[:port][/], or http:// for loopback alone: a password or token must not cross a network in clear. User names, paths and queries
// in a server's URL are refused. Port when none is given: 443 for https, 80 for http.
[[nodiscard]] Answer<ServerUrl> parse_server_url(std::string_view text);

// Whether both are URLs of one server, however they are spelt.
[[nodiscard]] bool same_server(std::string_view a, std::string_view b);

// What a guest's link names: "https://HOST/#/ticket/tkt_….secret", or "tkt_….secret" alone.
struct GuestLink {
    std::string server; // empty when only id and secret were given
    std::string ticket;
    std::string_view secret; // into the text that was parsed
};
[[nodiscard]] std::optional<GuestLink> parse_guest_link(std::string_view text);

} // namespace cli
