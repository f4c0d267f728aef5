#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

struct sockaddr_storage;

namespace server::http {

// Who counts as one peer: an IPv4 address, or an IPv6 /64, which is what one customer of a network
// gets.
struct PeerKey {
    std::array<std::uint8_t, 8> network{};
    bool version_6 = false;
    auto operator<=>(const PeerKey&) const = default;
};

PeerKey peer_key(const sockaddr_storage& address);
// Numeric; an IPv4 address mapped into IPv6 is written as IPv4.
std::string peer_text(const sockaddr_storage& address);

// What is held per peer: connections, or transfers. The caller keeps it to one thread at a time.
class PeerCounts {
public:
    explicit PeerCounts(std::size_t per_peer_max) : per_peer_max_(per_peer_max) {}

    // Counts one more, unless the peer has its maximum (0: no maximum).
    bool try_add(const PeerKey& peer);
    void remove(const PeerKey& peer);

private:
    std::size_t per_peer_max_;
    std::map<PeerKey, std::size_t> counts_;
};

} // namespace server::http
