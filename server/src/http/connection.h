#pragma once

#include "http/byte_channel.h"
#include "http/client_address.h"
#include "http/deadline.h"
#include "http/request_head.h"
#include "http/response_sender.h"
#include "http/wiped_bytes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace server::http {

// What a parked connection waits for.
enum class Phase : std::uint8_t {
    handshaking,
    idle,
    collecting_head,
    collecting_body,
    sending,
    lingering
};

// How far the answer got on the worker that made it.
enum class AnswerState : std::uint8_t { pending, sent, broken };

// What is told about an exchange when it is over (ExchangeRecord).
struct ExchangeNote {
    std::string request_id;
    int status = 0;
    std::string_view fault;
    std::uint64_t body_bytes_in = 0;
    std::uint64_t body_bytes_out = 0;
    Moment started;
};

// One connection and where it stands. Owned by the loop while parked, by a worker while it is
// served, and closed by the loop only, so that the loop may shut down the socket of one that is
// being served.
struct Connection {
    Connection(std::uint64_t id_, int socket, const Poco::Net::Context::Ptr& tls, Peer peer_,
        bool from_proxy_)
        : id(id_), channel(socket, tls), peer(std::move(peer_)), client(peer),
          from_proxy(from_proxy_), phase(channel.encrypted() ? Phase::handshaking : Phase::idle)
    {
    }

    std::uint64_t id;
    ByteChannel channel;
    Peer peer;
    Peer client;     // of the request being served: the peer, or whom a trusted proxy speaks for
    bool from_proxy; // a trusted one, which speaks for many: it holds its own limits
    Phase phase;

    WipedBytes inbox; // received and not used yet: a head, a body, requests sent ahead
    HeadScanner scanner;
    std::optional<RequestHead> head; // of the request being served
    std::size_t charged_bytes = 0;   // of the budget for collected bodies
    // of the body being collected or the answer being sent
    std::optional<TransferDeadline> transfer;
    std::optional<Answer> answer;
    AnswerState answer_state = AnswerState::pending;
    bool close_after_answer = false;
    std::size_t lingered_bytes = 0;
    ExchangeNote note;
};

using ConnectionPtr = std::unique_ptr<Connection>;

} // namespace server::http
