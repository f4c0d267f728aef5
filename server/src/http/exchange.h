#pragma once

#include "http/connection.h"
#include "http/http_server.h"
#include "http/literal.h"
#include "http/message.h"

#include <atomic>

namespace server::http {

// What the loop and the workers share. Read-only but for the flag.
struct ServerContext {
    Options options;
    Handler handler;
    TrustedProxies proxies{options.trusted_proxies};
    std::atomic<bool> draining = false;
};

// Runs the handler on the connection's request and leaves the answer in it, rendered and not sent.
// Blocks while the body comes.
void run_handler(ServerContext& context, Connection& connection);

// Leaves an answer of the server itself. Closes afterwards unless `body_was_read` and the request
// wanted to be kept alive.
void answer_itself(ServerContext& context, Connection& connection, Response response, Literal fault,
    bool body_was_read);

// 503 with Retry-After.
Response overloaded(const ServerContext& context);

// Sends what was left by one of the above: all of it when there is a source, what the socket takes
// otherwise. Notes how far it got.
void send_answer(ServerContext& context, Connection& connection);

// Tells the owner of the server about the exchange.
void report_exchange(const ServerContext& context, const Connection& connection);

} // namespace server::http
