#pragma once

#include "http/byte_channel.h"
#include "http/message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace server::http {

// An answer on its way: the rendered head (with a short body behind it), a longer body, or a source
// that is still to be pulled.
struct Answer {
    std::string head;
    std::string body;
    std::optional<BodySource> source;
    bool chunked = false;
    bool secret = false;
    std::size_t sent_bytes =
        0; // of head and body together; of the source's bytes when there is one

    Answer() = default;
    Answer(Answer&&) = default;
    Answer& operator=(Answer&&) = default;
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    ~Answer(); // wipes a secret one
};

enum class SendStatus : std::uint8_t { sent, blocked, broken };

// Sends what the socket takes of head and body. Never waits. `blocked`: call again when the socket
// is writable.
SendStatus send_buffered(ByteChannel& channel, Answer& answer);

// Sends head and source to the end, waiting for the socket as long as `limits` allow. False when
// the connection must be closed: the peer is gone or too slow, or the source broke or gave another
// length than it announced.
bool send_source(ByteChannel& channel, Answer& answer, const Limits& limits);

// Sends a few bytes, waiting until `deadline` at most.
bool send_all(ByteChannel& channel, std::span<const std::byte> bytes, Moment deadline);

} // namespace server::http
