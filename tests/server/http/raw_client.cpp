#include "server/http/raw_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace http_tests {

namespace {

constexpr int guard_seconds = 20;

void require(bool holds, const char* what)
{
    if (!holds) {
        throw std::runtime_error(what);
    }
}

std::string lower(std::string text)
{
    for (char& letter : text) {
        if (letter >= 'A' && letter <= 'Z') {
            letter = static_cast<char>(letter - 'A' + 'a');
        }
    }
    return text;
}

Reply parse_head(const std::string& head)
{
    Reply reply;
    require(head.starts_with("HTTP/1.1 "), "the answer does not begin with HTTP/1.1");
    reply.status = std::stoi(head.substr(9, 3));
    std::size_t at = head.find("\r\n") + 2;
    while (at < head.size() - 2) {
        const std::size_t end = head.find("\r\n", at);
        const std::size_t colon = head.find(": ", at);
        require(colon < end, "a header line of the answer has no colon");
        const bool fresh = reply.headers
                               .emplace(lower(head.substr(at, colon - at)),
                                   head.substr(colon + 2, end - colon - 2))
                               .second;
        require(fresh, "a header stands twice in the answer");
        at = end + 2;
    }
    return reply;
}

} // namespace

RawClient::RawClient(std::uint16_t port, Wire wire)
    : context_(nullptr, SSL_CTX_free), tls_(nullptr, SSL_free)
{
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval guard{guard_seconds, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &guard, sizeof guard);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &guard, sizeof guard);
    const int on = 1; // or each small write waits for a delayed acknowledgement
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
        "the server does not accept");
    if (wire == Wire::tls) {
        context_.reset(SSL_CTX_new(TLS_client_method()));
        tls_.reset(SSL_new(context_.get()));
        SSL_set_fd(tls_.get(), socket_);
        require(SSL_connect(tls_.get()) == 1, "the TLS handshake failed");
    }
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), context_(std::move(other.context_)),
      tls_(std::move(other.tls_)), received_(std::move(other.received_))
{
}

RawClient::~RawClient()
{
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

void RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = tls_ ? static_cast<ssize_t>(SSL_write(
                                     tls_.get(), bytes.data(), static_cast<int>(bytes.size())))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            was_reset_ =
                errno == ECONNRESET || errno == EPIPE; // told once only, here or on reading
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::finish_sending()
{
    if (tls_) {
        SSL_shutdown(tls_.get());
    }
    ::shutdown(socket_, SHUT_WR);
}

bool RawClient::receive_more()
{
    std::array<char, 65536> piece{};
    const auto got = tls_ ? static_cast<ssize_t>(
                                SSL_read(tls_.get(), piece.data(), static_cast<int>(piece.size())))
                          : ::recv(socket_, piece.data(), piece.size(), 0);
    if (got > 0) {
        received_.append(piece.data(), static_cast<std::size_t>(got));
        return true;
    }
    was_reset_ = was_reset_ || (got < 0 && errno == ECONNRESET);
    require(got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK) ||
                (tls_ && SSL_get_error(tls_.get(), static_cast<int>(got)) != SSL_ERROR_WANT_READ),
        "the server neither answered nor closed");
    return false;
}

std::optional<Reply> RawClient::read_reply(bool to_head)
{
    std::size_t head_end = 0;
    while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!receive_more()) {
            return std::nullopt;
        }
    }
    head_end += 4;
    Reply reply = parse_head(received_.substr(0, head_end));
    std::size_t body_size = 0;
    if (!to_head && reply.headers.contains("content-length")) {
        body_size = std::stoul(reply.headers.at("content-length"));
    }
    while (received_.size() < head_end + body_size) {
        require(receive_more(), "the body of the answer was cut off");
    }
    reply.body = received_.substr(head_end, body_size);
    reply.raw = received_.substr(0, head_end + body_size);
    received_.erase(0, head_end + body_size);
    return reply;
}

std::string RawClient::read_to_end()
{
    while (receive_more()) {
    }
    return std::exchange(received_, {});
}

bool RawClient::wait_readable()
{
    pollfd entry{socket_, POLLIN, 0};
    return !received_.empty() || (tls_ && SSL_pending(tls_.get()) > 0) ||
           ::poll(&entry, 1, guard_seconds * 1000) > 0;
}

std::string RawClient::server_fingerprint() const
{
    const std::unique_ptr<X509, void (*)(X509*)> certificate(
        SSL_get1_peer_certificate(tls_.get()), X509_free);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(certificate && X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) == 1,
        "no certificate");
    std::string hex;
    for (unsigned at = 0; at < size; ++at) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[digest[at] >> 4];
        hex += digits[digest[at] & 15];
    }
    return hex;
}

std::optional<Reply> ask(std::uint16_t port, Wire wire, std::string_view request)
{
    RawClient client(port, wire);
    client.send(request);
    return client.read_reply();
}

} // namespace http_tests
