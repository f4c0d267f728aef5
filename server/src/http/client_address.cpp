#include "http/client_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <ranges>

namespace server::http {

namespace {

std::string_view without_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

template <class System>
sockaddr_storage stored(const System& address)
{
    sockaddr_storage storage{};
    std::memcpy(&storage, &address, sizeof address);
    return storage;
}

// Takes the last of a comma separated list off its end.
std::string_view take_last(std::string_view& list)
{
    const auto comma = list.rfind(',');
    const auto last = list.substr(comma == std::string_view::npos ? 0 : comma + 1);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
    return without_blanks(last);
}

} // namespace

Peer peer_of(const sockaddr_storage& address) { return {peer_text(address), peer_key(address)}; }

std::optional<Peer> peer_of_text(std::string_view text)
{
    const std::string terminated{text};
    sockaddr_in four{};
    four.sin_family = AF_INET;
    if (::inet_pton(AF_INET, terminated.c_str(), &four.sin_addr) == 1) {
        return peer_of(stored(four));
    }
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    if (::inet_pton(AF_INET6, terminated.c_str(), &six.sin6_addr) == 1) {
        return peer_of(stored(six));
    }
    return std::nullopt;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& addresses)
{
    for (const std::string& address : addresses) {
        if (auto peer = peer_of_text(address)) {
            addresses_.push_back(std::move(peer->address)); // in the one spelling peers have
        }
    }
}

bool TrustedProxies::trusts(const Peer& peer) const
{
    return std::ranges::find(addresses_, peer.address) != addresses_.end();
}

Peer TrustedProxies::client_of(const RequestHead& head, const Peer& sender) const
{
    Peer client = sender;
    for (const HeaderField& field : std::views::reverse(head.headers)) {
        if (field.name != "x-forwarded-for") {
            continue;
        }
        std::string_view rest = field.value;
        while (!rest.empty()) {
            if (!trusts(client)) {
                return client;
            }
            auto before = peer_of_text(take_last(rest));
            if (!before) {
                return client;
            }
            client = std::move(*before);
        }
    }
    return client;
}

} // namespace server::http
