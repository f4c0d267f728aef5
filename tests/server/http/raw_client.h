#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace http_tests {

enum class Wire : std::uint8_t { plain, tls };

struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
    std::string raw; // as it came, head and body
};

// A client that sends exactly the bytes it is given. Everything that waits gives up with an
// exception after 20 s, so that a broken server fails a test and does not hang it.
class RawClient {
public:
    RawClient(std::uint16_t port, Wire wire);
    RawClient(RawClient&&) noexcept;
    ~RawClient();

    // Bytes the server has closed on are dropped silently: what it answered is what counts.
    void send(std::string_view bytes);
    // Ends the sending direction; over TLS with a close_notify first.
    void finish_sending();

    // The next reply, 100 Continue included; nothing when the server closed instead. `to_head`: no
    // body comes.
    std::optional<Reply> read_reply(bool to_head = false);
    // Everything until the server closes.
    std::string read_to_end();
    // Whether something can be read, or the end has come, within the guard time of 20 s.
    bool wait_readable();

    // Whether sending or reading met a reset: the server closed with bytes of ours unread.
    bool was_reset() const { return was_reset_; }

    int socket() const { return socket_; }
    ssl_st* tls() const { return tls_.get(); }
    // SHA-256 of the server's certificate in lower-case hex.
    std::string server_fingerprint() const;

private:
    bool receive_more();

    int socket_ = -1;
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
    std::string received_;
    bool was_reset_ = false;
};

// Sends one request on a connection of its own.
std::optional<Reply> ask(std::uint16_t port, Wire wire, std::string_view request);

} // namespace http_tests
