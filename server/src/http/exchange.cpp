#include "http/exchange.h"

#include "http/problem.h"
#include "http/response_head.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace server::http {

namespace {

// A body up to this size goes out with its head in one write.
constexpr std::size_t joined_body_bytes_max = 16 * 1024;

constexpr std::string_view continue_head = "HTTP/1.1 100 Continue\r\n\r\n";

// The body as the connection has it: first what was received with the head, then the socket.
class ConnectionSource : public ByteSource {
public:
    ConnectionSource(Connection& connection, const Limits& limits)
        : connection_(connection), deadline_(limits)
    {
    }

    std::expected<std::size_t, BodyFault> pull(std::span<std::byte> into) override
    {
        const auto received = std::as_const(connection_.inbox).bytes().subspan(inbox_used_);
        if (!received.empty()) {
            const std::size_t count = std::min(received.size(), into.size());
            std::memcpy(into.data(), received.data(), count);
            inbox_used_ += count;
            return count;
        }
        if (connection_.head->expects_continue && !std::exchange(invited_, true)) {
            if (!send_all(connection_.channel, std::as_bytes(std::span(continue_head)),
                    deadline_.at(0))) {
                return std::unexpected(BodyFault::truncated);
            }
        }
        return pull_from_socket(into);
    }

    // Passes over `unread` more bytes if they are here already, and drops the body from the inbox.
    // False when some are still out.
    bool finish(std::uint64_t unread)
    {
        const bool whole = unread <= connection_.inbox.size() - inbox_used_;
        connection_.inbox.consume_front(
            inbox_used_ + (whole ? static_cast<std::size_t>(unread) : 0));
        return whole;
    }

private:
    std::expected<std::size_t, BodyFault> pull_from_socket(std::span<std::byte> into)
    {
        while (true) {
            const IoResult result = connection_.channel.read(into);
            switch (result.status) {
            case IoStatus::done:
                from_socket_ += result.bytes;
                return result.bytes;
            case IoStatus::wants_read:
            case IoStatus::wants_write:
                if (!connection_.channel.wait(result.status, deadline_.at(from_socket_))) {
                    return std::unexpected(BodyFault::timed_out);
                }
                break;
            default:
                return std::unexpected(BodyFault::truncated);
            }
        }
    }

    Connection& connection_;
    TransferDeadline deadline_;
    std::size_t inbox_used_ = 0;
    std::uint64_t from_socket_ = 0;
    bool invited_ = false;
};

void render_answer(const ServerContext& context, Connection& connection, Response response)
{
    const bool answers_head = connection.head && connection.head->method == "HEAD";
    const bool http_1_0 = connection.head && connection.head->minor_version == 0;
    AnswerFrame frame;
    frame.request_id = connection.note.request_id;
    frame.encrypted = connection.channel.encrypted();
    if (context.options.unix_seconds) {
        frame.unix_seconds = context.options.unix_seconds();
    }
    if (const auto* details = std::get_if<Problem>(&response.body)) {
        response.body = render_problem(*details, response.status, connection.note.request_id);
    }

    connection.answer.reset();
    connection.answer_state = AnswerState::pending;
    Answer& answer = connection.answer.emplace();
    answer.secret = response.body_is_secret;
    if (auto* source = std::get_if<BodySource>(&response.body)) {
        frame.length_bytes = source->length_bytes;
        // HTTP/1.0 knows no chunks: there the end of the connection is the end of the body.
        answer.chunked = !source->length_bytes && !http_1_0;
        frame.chunked = answer.chunked;
        if (!answers_head) {
            answer.source = std::move(*source);
        }
    } else if (status_has_body(response.status)) {
        auto& text = std::get<std::string>(response.body);
        frame.length_bytes = text.size();
        answer.body = answers_head ? std::string() : std::move(text);
    }
    frame.keep_alive = !connection.close_after_answer;
    answer.head = render_response_head(response, frame);
    connection.note.status = response.status;
    connection.note.body_bytes_out = answer.body.size();
    if (!answer.body.empty() && answer.body.size() <= joined_body_bytes_max) {
        std::string joined;
        joined.reserve(answer.head.size() + answer.body.size());
        joined += answer.head;
        joined += answer.body;
        if (answer.secret) {
            explicit_bzero(answer.body.data(), answer.body.size());
        }
        answer.head = std::move(joined);
        answer.body.clear();
    }
}

Response call_handler(const ServerContext& context, Request& request, ExchangeNote& note)
{
    try {
        return context.handler(request);
    } catch (...) {
        // The text of an exception can name paths and input; it ends here.
        note.fault = Literal("handler_threw").text();
        return problem(500, "internal-error",
            "The server made a mistake. The request id helps its operator to find it.");
    }
}

} // namespace

void run_handler(ServerContext& context, Connection& connection)
{
    connection.note.request_id = context.options.next_request_id();
    ConnectionSource source(connection, context.options.limits);
    BodyReader body(source, connection.head->content_length);
    const auto& network = connection.client.key.network;
    Request request{*connection.head, body, connection.client.address,
        {reinterpret_cast<const char*>(network.data()), network.size()},
        connection.channel.encrypted() ? "https" : "http", connection.note.request_id};
    Response response = call_handler(context, request, connection.note);
    connection.note.body_bytes_in = connection.head->content_length - body.remaining();
    if (const auto fault = body.fault()) {
        connection.note.fault = Literal("incomplete_body").text();
        response = problem(body_fault_status(*fault), "incomplete-body", body_fault_detail(*fault));
    } else if (!is_sendable(response)) {
        connection.note.fault = Literal("bad_response").text();
        response = problem(500, "internal-error",
            "The server made a mistake. The request id helps its operator to find it.");
    }
    const bool whole = source.finish(body.remaining());
    connection.close_after_answer =
        !whole || !connection.head->keep_alive || context.draining.load();
    render_answer(context, connection, std::move(response));
}

void answer_itself(ServerContext& context, Connection& connection, Response response, Literal fault,
    bool body_was_read)
{
    if (connection.note.request_id.empty()) {
        connection.note.request_id = context.options.next_request_id();
    }
    connection.note.fault = fault.text();
    connection.close_after_answer = !body_was_read || !connection.head ||
                                    !connection.head->keep_alive || context.draining.load();
    render_answer(context, connection, std::move(response));
}

Response overloaded(const ServerContext& context)
{
    Response response = problem(503, "overloaded", "The server is busy. Try again shortly.");
    response.set_header(
        "Retry-After", std::to_string(context.options.limits.retry_after_seconds.count()));
    return response;
}

void send_answer(ServerContext& context, Connection& connection)
{
    Answer& answer = *connection.answer;
    if (answer.source) {
        const bool sent = send_source(connection.channel, answer, context.options.limits);
        // Here, since a source may have to wait for whoever fills it: on the loop's thread every other connection would wait, too.
        answer.source.reset();
        connection.answer_state = sent ? AnswerState::sent : AnswerState::broken;
        connection.note.body_bytes_out = answer.sent_bytes;
        return;
    }
    switch (send_buffered(connection.channel, answer)) {
    case SendStatus::sent:
        connection.answer_state = AnswerState::sent;
        break;
    case SendStatus::broken:
        connection.answer_state = AnswerState::broken;
        break;
    case SendStatus::blocked:
        break;
    }
}

void report_exchange(const ServerContext& context, const Connection& connection)
{
    if (!context.options.on_exchange) {
        return;
    }
    const ExchangeNote& note = connection.note;
    context.options.on_exchange({note.request_id, connection.client.address, note.status,
        note.fault, note.body_bytes_in, note.body_bytes_out,
        std::chrono::duration_cast<std::chrono::microseconds>(now() - note.started)});
}

} // namespace server::http
