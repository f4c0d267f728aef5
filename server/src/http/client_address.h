#pragma once

#include "http/peer_counts.h"
#include "http/request_head.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::http {

// One end of a connection, or the client a proxy speaks for.
struct Peer {
    std::string address; // numeric, as peer_text()
    PeerKey key;
};

Peer peer_of(const sockaddr_storage& address);
// nullopt when the text is no numeric IPv4 or IPv6 address (without port, zone or brackets).
std::optional<Peer> peer_of_text(std::string_view text);

// The proxies whose word is taken for whom they speak for.
//
// X-Forwarded-For is a list to which each proxy appends the peer it was spoken to by, so it is read from its end: what stands
// before the first address that is no trusted proxy was written by whoever sits there, and may say anything.
// Pure; any thread.
class TrustedProxies {
public:
    // `addresses` are numeric; others are left out, the owner of the configuration has refused them.
    explicit TrustedProxies(const std::vector<std::string>& addresses);

    bool trusts(const Peer& peer) const;
    // Who sent the request that came over a connection from `sender`.
    Peer client_of(const RequestHead& head, const Peer& sender) const;

private:
    std::vector<std::string> addresses_;
};

} // namespace server::http
