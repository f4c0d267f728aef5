#pragma once

#include "http/deadline.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace server::http {

enum class IoStatus : std::uint8_t {
    done,
    wants_read,  // call again when the socket is readable
    wants_write, // call again when the socket is writable
    ended,       // the peer sent its last byte
    broken,      // the connection is of no more use
};

struct IoResult {
    IoStatus status;
    std::size_t bytes = 0; // moved, when done
};

// One accepted connection, in clear or under TLS, that never blocks and never throws. Owns the
// socket.
// Threads: one user at a time; it may be handed from one to the next.
class ByteChannel {
public:
    // Takes over `socket`, which must not block already. Without a context in clear.
    ByteChannel(int socket, const Poco::Net::Context::Ptr& tls);

    bool encrypted() const { return encrypted_; }
    int socket() const { return socket_; }

    IoStatus handshake();
    IoResult read(std::span<std::byte> into);        // `into` is not empty
    IoResult write(std::span<const std::byte> from); // may take a part only

    // Whether decrypted bytes wait inside, of which the socket shows nothing.
    bool holds_input() const;

    // Says goodbye (TLS: close_notify) and ends the sending direction.
    void finish_sending();

    // Throws away what the peer still sends, as it comes (encrypted).
    IoResult discard(std::span<std::byte> scratch);

    // Blocks until a read (or write) may get on; false at the deadline.
    bool wait(IoStatus wanted, Moment deadline) const;

private:
    Poco::Net::StreamSocket stream_;
    int socket_;
    bool encrypted_;
};

} // namespace server::http
