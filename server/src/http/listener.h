#pragma once

#include "http/http_server.h"

#include <Poco/Net/ServerSocket.h>

#include <sys/socket.h>

#include <cstdint>
#include <expected>
#include <string>

namespace server::http {

enum class AcceptFault : std::uint8_t {
    none_waiting,
    out_of_descriptors, // or of memory: accepting again at once would spin
};

struct Accepted {
    int socket; // does not block; owned by who gets it
    sockaddr_storage address;
};

// The listening socket. One thread, but for port().
class Listener {
public:
    static std::expected<Listener, ServerError> open(
        const std::string& address, std::uint16_t port);

    std::uint16_t port() const { return port_; }
    int socket() const { return socket_.impl()->sockfd(); }
    std::expected<Accepted, AcceptFault> accept();
    void close();

private:
    Listener() = default;

    Poco::Net::ServerSocket socket_;
    std::uint16_t port_ = 0;
};

} // namespace server::http
