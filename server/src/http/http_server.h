#pragma once

#include "http/limits.h"
#include "http/literal.h"
#include "http/message.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::http {

struct TlsFiles {
    std::filesystem::path certificate; // PEM, the server's first, then the chain
    std::filesystem::path private_key; // PEM, not encrypted
};

enum class ServerErrorCode : std::uint8_t {
    bad_address,
    address_in_use,
    address_not_allowed,
    listen_failed,
    certificate_unreadable,
    private_key_unreadable,
    certificate_key_mismatch,
    tls_unavailable,
    already_started,
};

struct ServerError {
    ServerErrorCode code;
    Literal text;         // one sentence, what is wrong and what to do
    int system_error = 0; // errno where there is one
};

// One finished exchange, for the log and the counters of the owner. Views are valid during the
// call.
struct ExchangeRecord {
    std::string_view request_id;
    std::string_view peer_address;
    int status;
    // a literal: why the server itself answered, or "handler_threw"; empty when the handler
    // answered
    std::string_view fault;
    std::uint64_t body_bytes_in;
    std::uint64_t body_bytes_out;
    // from the complete head until the answer was ready, or sent when it came from a source
    std::chrono::microseconds duration;
};

struct Options {
    std::string listen_address = "127.0.0.1"; // numeric IPv4 or IPv6
    std::uint16_t port = 0;                   // 0: the system chooses, port() tells
    // none: plain HTTP; the owner of the configuration allows that on loopback only
    std::optional<TlsFiles> tls;
    std::size_t request_workers = 32;
    std::size_t transfer_workers = 8; // bodies too long to collect, and downloads
    // Numeric addresses of proxies that are believed whom they speak for (X-Forwarded-For), and are
    // not counted as one peer themselves.
    std::vector<std::string> trusted_proxies;
    Limits limits;

    // Required. An unguessable id of letters, digits, '_' and '-'. Called from several threads.
    std::function<std::string()> next_request_id;
    // Optional: seconds since 1970, for the Date header; without it none is sent.
    std::function<std::int64_t()> unix_seconds;
    // Optional. Called from several threads; must not block or throw.
    std::function<void(const ExchangeRecord&)> on_exchange;
};

struct DrainReport {
    // requests still unfinished at the deadline, whose connections were closed
    std::size_t cut_exchanges;
};

// An HTTP/1.1 server. One thread accepts, shakes hands, collects heads and short bodies, and keeps
// idle connections; complete requests go to a bounded pool of workers, long bodies and downloads to
// a second one. A full queue answers 503.
//
// Threads: every method may be called from any thread but not from a handler. The handler runs on
// the worker threads.
class HttpServer {
public:
    HttpServer(Options options, Handler handler);
    // Drains without waiting and joins: returns when the handlers that still run have returned.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // Listens when it returns. Once only.
    std::expected<void, ServerError> start();

    // The port listened on; 0 before start().
    std::uint16_t port() const;

    // Stops accepting, closes idle connections, lets running requests finish, each answered with
    // "Connection: close". What is not done after `limit` is cut off. The server cannot be started
    // again.
    DrainReport drain(std::chrono::milliseconds limit);

    // Reads the files again. New connections get the new certificate; on an error everything stays
    // as it was.
    std::expected<void, ServerError> reload_certificate();

private:
    class Core;
    std::unique_ptr<Core> core_;
};

} // namespace server::http
