#include "http/listener.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketAddress.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <optional>

namespace server::http {

namespace {

constexpr int backlog_max = 1024;

std::unexpected<ServerError> listen_error(int system_error)
{
    switch (system_error) {
    case EADDRINUSE:
        return std::unexpected(ServerError{ServerErrorCode::address_in_use,
            "Another program listens on this address and port. Stop it or choose another port.",
            system_error});
    case EACCES:
    case EPERM:
        return std::unexpected(ServerError{ServerErrorCode::address_not_allowed,
            "This user may not listen on this port. Choose one above 1023.", system_error});
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return std::unexpected(ServerError{ServerErrorCode::bad_address,
            "The listen address is not an address of this machine.", system_error});
    default:
        return std::unexpected(
            ServerError{ServerErrorCode::listen_failed, "The server cannot listen.", system_error});
    }
}

// Poco's own parser refuses the IPv6 address that means all of them.
std::optional<Poco::Net::IPAddress> numeric_address(const std::string& text)
{
    in_addr four{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1) {
        return Poco::Net::IPAddress{&four, sizeof four};
    }
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) == 1) {
        return Poco::Net::IPAddress{&six, sizeof six};
    }
    return std::nullopt;
}

} // namespace

std::expected<Listener, ServerError> Listener::open(const std::string& address, std::uint16_t port)
{
    const auto parsed = numeric_address(address);
    if (!parsed) {
        return std::unexpected(ServerError{ServerErrorCode::bad_address,
            "The listen address is not a numeric IPv4 or IPv6 address.", 0});
    }
    try {
        Listener listener;
        // Address reuse lets a restart bind while old connections fade; port reuse would let two
        // servers share one port unnoticed.
        listener.socket_.bind(Poco::Net::SocketAddress(*parsed, port), true, false);
        listener.socket_.listen(backlog_max);
        listener.socket_.setBlocking(false);
        listener.port_ = listener.socket_.address().port();
        ::fcntl(listener.socket(), F_SETFD, FD_CLOEXEC);
        return listener;
    } catch (const Poco::Exception& failure) {
        // Poco gives the errno as the exception's code.
        return listen_error(failure.code() != 0 ? failure.code() : errno);
    }
}

std::expected<Accepted, AcceptFault> Listener::accept()
{
    // Not through Poco, which reports an empty backlog by throwing and leaves the socket blocking
    // and open over exec.
    while (true) {
        Accepted accepted{};
        socklen_t size = sizeof accepted.address;
        accepted.socket = ::accept4(socket(), reinterpret_cast<sockaddr*>(&accepted.address), &size,
            SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted.socket >= 0) {
            const int on = 1;
            ::setsockopt(accepted.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            return accepted;
        }
        switch (errno) {
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            return std::unexpected(AcceptFault::out_of_descriptors);
        case EAGAIN:
        case EBADF:
        case EINVAL:
            return std::unexpected(AcceptFault::none_waiting);
        default:
            continue; // this one connection broke before it was accepted
        }
    }
}

void Listener::close() { socket_.close(); }

} // namespace server::http
