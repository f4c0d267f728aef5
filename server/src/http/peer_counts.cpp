#include "http/peer_counts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace server::http {

namespace {

struct Address {
    std::array<std::uint8_t, 16> bytes{};
    bool version_6 = false;
};

Address plain_address(const sockaddr_storage& address)
{
    Address plain;
    if (address.ss_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof six);
        plain.version_6 = !IN6_IS_ADDR_V4MAPPED(&six.sin6_addr);
        if (plain.version_6) {
            std::memcpy(plain.bytes.data(), &six.sin6_addr, 16);
        } else {
            std::memcpy(
                plain.bytes.data(), reinterpret_cast<const std::uint8_t*>(&six.sin6_addr) + 12, 4);
        }
    } else if (address.ss_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        std::memcpy(plain.bytes.data(), &four.sin_addr, 4);
    }
    return plain;
}

} // namespace

PeerKey peer_key(const sockaddr_storage& address)
{
    const Address plain = plain_address(address);
    PeerKey key;
    key.version_6 = plain.version_6;
    std::copy_n(plain.bytes.begin(), key.network.size(), key.network.begin());
    return key;
}

std::string peer_text(const sockaddr_storage& address)
{
    const Address plain = plain_address(address);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = plain.version_6 ? AF_INET6 : AF_INET;
    return inet_ntop(family, plain.bytes.data(), text.data(), text.size()) != nullptr
               ? std::string(text.data())
               : std::string();
}

bool PeerCounts::try_add(const PeerKey& peer)
{
    std::size_t& count = counts_[peer];
    if (per_peer_max_ != 0 && count >= per_peer_max_) {
        return false;
    }
    ++count;
    return true;
}

void PeerCounts::remove(const PeerKey& peer)
{
    const auto found = counts_.find(peer);
    if (found != counts_.end() && --found->second == 0) {
        counts_.erase(found);
    }
}

} // namespace server::http
