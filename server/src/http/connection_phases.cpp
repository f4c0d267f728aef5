#include "http/connection_loop.h"

#include "http/problem.h"

#include <algorithm>
#include <cstring>
#include <utility>

// What happens to one parked connection: handshake, head, short body, answer, goodbye.

namespace server::http {

namespace {

// Reads of one connection before the others get their turn.
constexpr int reads_in_a_row_max = 4;
// What a peer may still send after its last answer before it is cut off.
constexpr std::size_t lingered_bytes_max = 1024 * 1024;

constexpr std::string_view continue_head = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

void ConnectionLoop::on_event(std::uint64_t id)
{
    const auto found = parked_.find(id);
    if (found == parked_.end()) {
        return; // closed or handed over since the event
    }
    Connection& connection = *found->second;
    switch (connection.phase) {
    case Phase::handshaking:
        return on_handshake(connection);
    case Phase::idle:
    case Phase::collecting_head:
    case Phase::collecting_body:
        return on_input(connection);
    case Phase::sending:
        return on_writable(connection);
    case Phase::lingering:
        return on_linger(connection);
    }
}

void ConnectionLoop::on_handshake(Connection& connection)
{
    const IoStatus status = connection.channel.handshake();
    if (status == IoStatus::done) {
        enter_idle(connection);
    } else if (status == IoStatus::wants_read || status == IoStatus::wants_write) {
        wait_for(connection, status);
    } else {
        close(connection);
    }
}

void ConnectionLoop::on_input(Connection& connection)
{
    for (int round = 0; round < reads_in_a_row_max; ++round) {
        const IoResult result = connection.channel.read(scratch_);
        switch (result.status) {
        case IoStatus::done:
            connection.inbox.append(std::span(scratch_).first(result.bytes));
            explicit_bzero(scratch_.data(), result.bytes);
            if (!advance(connection)) {
                return;
            }
            break;
        case IoStatus::wants_read:
        case IoStatus::wants_write:
            return wait_for(connection, result.status);
        case IoStatus::ended:
            return on_end_of_input(connection);
        case IoStatus::broken:
            return close(connection);
        }
    }
    wait_for(connection, IoStatus::wants_read);
}

void ConnectionLoop::on_end_of_input(Connection& connection)
{
    if (connection.phase != Phase::collecting_body) {
        return close(connection);
    }
    refuse(connection,
        problem(body_fault_status(BodyFault::truncated), "incomplete-body",
            body_fault_detail(BodyFault::truncated)),
        "body_truncated");
}

void ConnectionLoop::on_deadline(std::uint64_t id)
{
    const auto found = parked_.find(id);
    if (found == parked_.end()) {
        return;
    }
    Connection& connection = *found->second;
    if (connection.phase == Phase::collecting_head) {
        refuse(connection, problem(408, "slow-head", "The request head did not arrive in time."),
            "head_timed_out");
    } else if (connection.phase == Phase::collecting_body) {
        refuse(connection,
            problem(body_fault_status(BodyFault::timed_out), "incomplete-body",
                body_fault_detail(BodyFault::timed_out)),
            "body_timed_out");
    } else {
        close(connection);
    }
}

bool ConnectionLoop::advance(Connection& connection)
{
    return connection.phase == Phase::collecting_body ? advance_body(connection)
                                                      : advance_head(connection);
}

bool ConnectionLoop::advance_head(Connection& connection)
{
    const auto size = connection.scanner.scan(connection.inbox.text());
    if (size && *size == 0) {
        if (connection.phase == Phase::idle) {
            connection.phase = Phase::collecting_head;
            connection.note.started = now();
            set_deadline(connection, now() + limits_.head_ms);
        }
        return true;
    }
    connection.note.started = now();
    auto head = size ? parse_request_head(connection.inbox.text().substr(0, *size))
                     : std::unexpected(size.error());
    if (!head) {
        return refuse(connection,
            problem(head_fault_status(head.error()), "bad-request-head",
                head_fault_detail(head.error())),
            "bad_head");
    }
    connection.inbox.consume_front(*size);
    connection.scanner = {};
    connection.head = std::move(*head);
    if (connection.from_proxy) {
        connection.client = context_.proxies.client_of(*connection.head, connection.peer);
    }
    return plan_body(connection);
}

bool ConnectionLoop::plan_body(Connection& connection)
{
    const std::uint64_t length = connection.head->content_length;
    if (length > limits_.body_bytes_max) {
        return refuse(connection, problem(413, "body-too-long", "The announced body is too long."),
            "body_too_long");
    }
    if (length > limits_.collected_body_bytes_max) {
        return dispatch(connection, transfers_);
    }
    if (length > connection.inbox.size() && connection.head->expects_continue &&
        !invite_body(connection)) {
        return false;
    }
    connection.phase = Phase::collecting_body;
    connection.transfer.emplace(limits_);
    return advance_body(connection);
}

bool ConnectionLoop::invite_body(Connection& connection)
{
    // Nothing is being sent at this point, so the few bytes fit the socket or the connection is of
    // no use.
    const IoResult result = connection.channel.write(std::as_bytes(std::span(continue_head)));
    if (result.status != IoStatus::done || result.bytes != continue_head.size()) {
        close(connection);
        return false;
    }
    return true;
}

bool ConnectionLoop::advance_body(Connection& connection)
{
    if (connection.inbox.size() >= connection.head->content_length) {
        return dispatch(connection, requests_);
    }
    charge(connection, connection.inbox.size());
    if (collected_bytes_ > limits_.collected_bytes_total_max) {
        return refuse(connection, overloaded(context_), "collected_bytes_full");
    }
    set_deadline(connection, connection.transfer->at(connection.inbox.size()));
    return true;
}

bool ConnectionLoop::dispatch(Connection& connection, const Submit& submit)
{
    deadlines_.remove(connection.id);
    idle_deadlines_.remove(connection.id);
    const auto found = parked_.find(connection.id);
    ConnectionPtr owned = std::move(found->second);
    parked_.erase(found);
    const std::uint64_t id = owned->id;
    served_.emplace(id, owned->channel.socket());
    if (submit(owned)) {
        return false;
    }
    served_.erase(id);
    parked_.emplace(id, std::move(owned));
    const std::uint64_t length = connection.head->content_length;
    const bool body_is_here = length <= connection.inbox.size();
    if (body_is_here) {
        connection.inbox.consume_front(static_cast<std::size_t>(length));
    }
    return refuse(connection, overloaded(context_), "queue_full", body_is_here);
}

bool ConnectionLoop::refuse(
    Connection& connection, Response response, Literal fault, bool body_was_read)
{
    charge(connection, 0);
    answer_itself(context_, connection, std::move(response), fault, body_was_read);
    report_exchange(context_, connection);
    connection.phase = Phase::sending;
    connection.transfer.emplace(limits_);
    on_writable(connection);
    return false;
}

void ConnectionLoop::on_writable(Connection& connection)
{
    switch (send_buffered(connection.channel, *connection.answer)) {
    case SendStatus::sent:
        return finish_answer(connection);
    case SendStatus::broken:
        return close(connection);
    case SendStatus::blocked:
        set_deadline(connection, connection.transfer->at(connection.answer->sent_bytes));
        return wait_for(connection, IoStatus::wants_write);
    }
}

void ConnectionLoop::finish_answer(Connection& connection)
{
    connection.answer.reset();
    connection.head.reset();
    connection.transfer.reset();
    connection.note = {};
    if (connection.from_proxy) {
        connection.client = connection.peer;
    }
    if (connection.close_after_answer || drain_deadline_) {
        begin_linger(connection);
    } else {
        enter_idle(connection);
    }
}

void ConnectionLoop::enter_idle(Connection& connection)
{
    connection.phase = Phase::idle;
    // While draining only a connection let in at the last moment comes here; it gets a moment to
    // say what it wants.
    set_deadline(connection, now() + (drain_deadline_ ? limits_.linger_ms : limits_.idle_ms));
    if (connection.inbox.empty() && !connection.channel.holds_input()) {
        wait_for(connection, IoStatus::wants_read);
    } else {
        ready_.push_back(
            connection.id); // and not at once: a row of requests sent ahead must not nest
    }
}

// Closing a socket that still has unread input resets the connection, and the peer may lose the
// answer; so its end is awaited.
void ConnectionLoop::begin_linger(Connection& connection)
{
    connection.inbox.clear();
    connection.channel.finish_sending();
    connection.phase = Phase::lingering;
    set_deadline(connection, now() + limits_.linger_ms);
    wait_for(connection, IoStatus::wants_read);
}

void ConnectionLoop::on_linger(Connection& connection)
{
    for (int round = 0; round < reads_in_a_row_max; ++round) {
        const IoResult result = connection.channel.discard(scratch_);
        if (result.status == IoStatus::wants_read) {
            break;
        }
        connection.lingered_bytes += result.bytes;
        if (result.status != IoStatus::done || connection.lingered_bytes > lingered_bytes_max) {
            return close(connection);
        }
    }
    wait_for(connection, IoStatus::wants_read);
}

void ConnectionLoop::wait_for(Connection& connection, IoStatus wanted)
{
    if (wanted == IoStatus::wants_write) {
        poller_.watch_output(connection.channel.socket(), connection.id);
    } else if (connection.phase != Phase::lingering && connection.phase != Phase::handshaking &&
               connection.channel.holds_input()) {
        ready_.push_back(connection.id);
    } else {
        poller_.watch_input(connection.channel.socket(), connection.id);
    }
}

void ConnectionLoop::set_deadline(Connection& connection, Moment deadline)
{
    const bool idle = connection.phase == Phase::idle;
    (idle ? deadlines_ : idle_deadlines_).remove(connection.id);
    (idle ? idle_deadlines_ : deadlines_).set(connection.id, deadline);
}

void ConnectionLoop::charge(Connection& connection, std::size_t bytes)
{
    collected_bytes_ += bytes;
    collected_bytes_ -= std::exchange(connection.charged_bytes, bytes);
}

void ConnectionLoop::close(Connection& connection)
{
    charge(connection, 0);
    deadlines_.remove(connection.id);
    idle_deadlines_.remove(connection.id);
    if (!connection.from_proxy) {
        peers_.remove(connection.peer.key);
    }
    parked_.erase(connection.id);
}

} // namespace server::http
