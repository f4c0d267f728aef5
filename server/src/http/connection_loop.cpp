#include "http/connection_loop.h"

#include "http/worker_pool.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

// The thread itself: events, accepting, mail from other threads, deadlines, drain.
// connection_phases.cpp has what happens to one connection.

namespace server::http {

namespace {

// One TLS record, so that one read empties what OpenSSL holds.
constexpr std::size_t scratch_bytes = 16 * 1024;
constexpr std::size_t events_max = 256;
constexpr std::size_t accepted_per_event_max = 64;
constexpr std::chrono::milliseconds accept_pause{100};

} // namespace

ConnectionLoop::ConnectionLoop(
    ServerContext& context, Listener listener, Poller poller, Poco::Net::Context::Ptr tls)
    : context_(context), limits_(context.options.limits), listener_(std::move(listener)),
      poller_(std::move(poller)), peers_(limits_.connections_per_peer_max), scratch_(scratch_bytes),
      tls_(std::move(tls))
{
}

void ConnectionLoop::send_requests_to(Submit requests, Submit transfers)
{
    requests_ = std::move(requests);
    transfers_ = std::move(transfers);
}

std::size_t ConnectionLoop::run()
{
    block_signals_in_this_thread();
    std::array<std::uint64_t, events_max> keys{};
    while (!drained()) {
        const std::size_t count = poller_.wait(keys, wait_milliseconds());
        bool mail_waits = false;
        for (const std::uint64_t key : std::span(keys).first(count)) {
            if (key == Poller::listener_key) {
                accept_waiting();
            } else if (key == Poller::wake_key) {
                mail_waits = true;
            } else {
                guarded(key, [&] { on_event(key); });
            }
        }
        if (mail_waits) {
            take_mail();
        }
        serve_ready();
        expire();
    }
    return cut_off();
}

void ConnectionLoop::give_back(ConnectionPtr connection)
{
    const std::lock_guard lock(mutex_);
    mail_.returned.push_back(std::move(connection));
    if (!std::exchange(mail_.wake_sent, true)) {
        poller_.wake();
    }
}

void ConnectionLoop::use_tls(Poco::Net::Context::Ptr tls)
{
    // At once and not by mail: a connection made after this returns must get the new certificate,
    // also one that the loop is accepting in the round that began before.
    const std::lock_guard lock(mutex_);
    tls_ = std::move(tls);
}

Poco::Net::Context::Ptr ConnectionLoop::current_tls() const
{
    const std::lock_guard lock(mutex_);
    return tls_;
}

void ConnectionLoop::drain(Moment deadline)
{
    const std::lock_guard lock(mutex_);
    mail_.drain_deadline = deadline;
    if (!std::exchange(mail_.wake_sent, true)) {
        poller_.wake();
    }
}

void ConnectionLoop::take_mail()
{
    Mail mail;
    {
        const std::lock_guard lock(mutex_);
        std::swap(mail, mail_);
    }
    for (ConnectionPtr& connection : mail.returned) {
        const std::uint64_t id = connection->id;
        guarded(id, [&] { take_back(std::move(connection)); });
    }
    if (mail.drain_deadline) {
        const bool first = !drain_deadline_;
        drain_deadline_ = mail.drain_deadline;
        if (first) {
            begin_drain();
        }
    }
}

void ConnectionLoop::take_back(ConnectionPtr returned)
{
    Connection& connection = *returned;
    served_.erase(connection.id);
    parked_.emplace(connection.id, std::move(returned));
    charge(connection, 0);
    switch (connection.answer_state) {
    case AnswerState::sent:
        finish_answer(connection);
        break;
    case AnswerState::broken:
        close(connection);
        break;
    case AnswerState::pending:
        connection.phase = Phase::sending;
        connection.transfer.emplace(limits_);
        on_writable(connection);
        break;
    }
}

bool ConnectionLoop::accept_waiting()
{
    for (std::size_t round = 0; round < accepted_per_event_max; ++round) {
        const auto accepted = listener_.accept();
        if (accepted) {
            adopt(*accepted);
        } else if (accepted.error() == AcceptFault::none_waiting) {
            return false;
        } else if (!make_room()) {
            // Nothing to give up: the backlog holds the newcomers until a descriptor may be free.
            poller_.pause_listener(listener_.socket());
            accept_again_ = now() + accept_pause;
            return false;
        }
    }
    return true;
}

bool ConnectionLoop::make_room()
{
    const auto longest_idle = idle_deadlines_.first();
    const Moment idle_since = idle_deadlines_.earliest().value_or(Moment::max()) - limits_.idle_ms;
    if (!longest_idle || now() - idle_since < limits_.evictable_idle_ms) {
        return false;
    }
    close(*parked_.at(*longest_idle));
    return true;
}

void ConnectionLoop::adopt(const Accepted& accepted)
{
    const Peer peer = peer_of(accepted.address);
    const bool from_proxy = context_.proxies.trusts(peer);
    const bool room = parked_.size() + served_.size() < limits_.connections_max || make_room();
    if (!room || (!from_proxy && !peers_.try_add(peer.key))) {
        ::close(accepted.socket);
        return;
    }
    const std::uint64_t id = ++last_id_;
    try {
        auto owned =
            std::make_unique<Connection>(id, accepted.socket, current_tls(), peer, from_proxy);
        parked_.emplace(id, std::move(owned));
    } catch (...) {
        // No memory or no TLS state for it; Poco has closed the socket with what it had built.
        if (!from_proxy) {
            peers_.remove(peer.key);
        }
        return;
    }
    Connection& connection = *parked_.at(id);
    if (!poller_.add(accepted.socket, id)) {
        close(connection);
        return;
    }
    set_deadline(connection,
        now() + (connection.phase == Phase::handshaking ? limits_.handshake_ms : limits_.idle_ms));
}

void ConnectionLoop::serve_ready()
{
    for (const std::uint64_t id : std::exchange(ready_, {})) {
        guarded(id, [&] { serve_ready(id); });
    }
}

void ConnectionLoop::serve_ready(std::uint64_t id)
{
    const auto found = parked_.find(id);
    if (found == parked_.end()) {
        return;
    }
    Connection& connection = *found->second;
    if (connection.phase == Phase::idle && !connection.inbox.empty()) {
        if (advance(connection)) {
            wait_for(connection, IoStatus::wants_read);
        }
    } else {
        on_event(id);
    }
}

template <class Step>
void ConnectionLoop::guarded(std::uint64_t id, Step step)
{
    try {
        step();
    } catch (...) {
        if (const auto found = parked_.find(id); found != parked_.end()) {
            close(*found->second);
        }
    }
}

void ConnectionLoop::expire()
{
    const Moment moment = now();
    for (DeadlineQueue* queue : {&deadlines_, &idle_deadlines_}) {
        while (const auto id = queue->take_due(moment)) {
            guarded(*id, [&] { on_deadline(*id); });
        }
    }
    if (accept_again_ && *accept_again_ <= moment) {
        accept_again_.reset();
        if (!drain_deadline_) {
            poller_.resume_listener(listener_.socket());
        }
    }
}

int ConnectionLoop::wait_milliseconds() const
{
    if (!ready_.empty()) {
        return 0;
    }
    std::optional<Moment> earliest;
    for (const auto& moment :
        {deadlines_.earliest(), idle_deadlines_.earliest(), accept_again_, drain_deadline_}) {
        if (moment && (!earliest || *moment < *earliest)) {
            earliest = moment;
        }
    }
    if (!earliest) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*earliest - now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void ConnectionLoop::begin_drain()
{
    context_.draining = true;
    // Who is in the backlog has connected before the drain: it is let in and served.
    while (accept_waiting()) {
    }
    poller_.remove(listener_.socket());
    listener_.close();
    std::vector<std::uint64_t> ids;
    for (const auto& [id, connection] : parked_) {
        ids.push_back(id);
    }
    for (const std::uint64_t id : ids) {
        // A request that has arrived and was not read yet counts as arrived.
        if (const auto found = parked_.find(id);
            found != parked_.end() && found->second->phase == Phase::idle) {
            guarded(id, [&] { on_input(*found->second); });
        }
        if (const auto found = parked_.find(id);
            found != parked_.end() && found->second->phase == Phase::idle) {
            close(*found->second);
        }
    }
}

bool ConnectionLoop::drained() const
{
    return drain_deadline_ && ((parked_.empty() && served_.empty()) || *drain_deadline_ <= now());
}

std::size_t ConnectionLoop::cut_off()
{
    std::size_t unfinished = served_.size();
    for (const auto& [id, connection] : parked_) {
        const bool within_exchange = connection->phase == Phase::collecting_head ||
                                     connection->phase == Phase::collecting_body ||
                                     connection->phase == Phase::sending;
        unfinished += within_exchange ? 1u : 0u;
    }
    // Ends what workers read and write; the sockets are closed with their connections.
    for (const auto& [id, socket] : served_) {
        ::shutdown(socket, SHUT_RDWR);
    }
    parked_.clear();
    return unfinished;
}

} // namespace server::http
