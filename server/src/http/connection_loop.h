#pragma once

#include "http/connection.h"
#include "http/deadline_queue.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "http/peer_counts.h"
#include "http/poller.h"

#include <Poco/Net/Context.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace server::http {

// The one thread that owns every connection no worker serves: accepts, shakes hands, collects heads
// and short bodies, sends what a worker could not send at once, keeps the idle ones and closes all
// of them. Nothing here waits for a peer.
//
// Threads: run() is the thread; give_back, use_tls and drain may be called from any other.
class ConnectionLoop {
public:
    // Takes the connection and returns true, or leaves it and returns false: the queue is full.
    using Submit = std::function<bool(ConnectionPtr&)>;

    ConnectionLoop(
        ServerContext& context, Listener listener, Poller poller, Poco::Net::Context::Ptr tls);

    // Where complete requests go: those without or with a collected body, and those whose body is
    // still coming. Before run().
    void send_requests_to(Submit requests, Submit transfers);

    // Returns when a drain is over, with the number of exchanges that were cut off.
    std::size_t run();

    // A worker is done with it.
    void give_back(ConnectionPtr connection);
    // For connections accepted from now on.
    void use_tls(Poco::Net::Context::Ptr tls);
    void drain(Moment deadline);

private:
    // Of the functions that take a Connection&, those returning bool say whether it is still parked
    // and waits for input.
    bool accept_waiting(); // whether more may wait
    Poco::Net::Context::Ptr current_tls() const;
    bool make_room();
    void adopt(const Accepted& accepted);

    void on_event(std::uint64_t id);
    void on_handshake(Connection& connection);
    void on_input(Connection& connection);
    void on_end_of_input(Connection& connection);
    void on_writable(Connection& connection);
    void on_linger(Connection& connection);
    void on_deadline(std::uint64_t id);

    bool advance(Connection& connection);
    bool advance_head(Connection& connection);
    bool advance_body(Connection& connection);
    bool plan_body(Connection& connection);
    bool invite_body(Connection& connection);
    bool dispatch(Connection& connection, const Submit& submit);
    bool refuse(
        Connection& connection, Response response, Literal fault, bool body_was_read = false);

    void finish_answer(Connection& connection);
    void enter_idle(Connection& connection);
    void begin_linger(Connection& connection);
    void wait_for(Connection& connection, IoStatus wanted);
    void set_deadline(Connection& connection, Moment deadline);
    void charge(Connection& connection, std::size_t bytes);
    void close(Connection& connection);

    void take_mail();
    void take_back(ConnectionPtr connection);
    void serve_ready();
    void serve_ready(std::uint64_t id);
    // Out of memory, or an owner's function that throws: this one connection is closed and the loop
    // goes on.
    template <class Step>
    void guarded(std::uint64_t id, Step step);
    void expire();
    int wait_milliseconds() const;
    void begin_drain();
    bool drained() const;
    std::size_t cut_off();

    ServerContext& context_;
    const Limits& limits_;
    Listener listener_;
    Poller poller_;
    Submit requests_;
    Submit transfers_;

    // The loop's thread only.
    std::unordered_map<std::uint64_t, ConnectionPtr> parked_;
    std::unordered_map<std::uint64_t, int> served_; // id and socket of those a worker has
    DeadlineQueue deadlines_;                       // of all phases but idle
    DeadlineQueue idle_deadlines_; // apart, so that the longest idle is found at once
    PeerCounts peers_;
    std::vector<std::uint64_t> ready_; // have input that no event will announce
    std::vector<std::byte> scratch_;
    std::uint64_t last_id_ = 0;
    std::size_t collected_bytes_ = 0;
    std::optional<Moment> accept_again_; // accepting is paused until then
    std::optional<Moment> drain_deadline_;

    mutable std::mutex mutex_; // guards tls_ and the mail below
    Poco::Net::Context::Ptr tls_;
    struct Mail {
        std::vector<ConnectionPtr> returned;
        std::optional<Moment> drain_deadline;
        bool wake_sent = false;
    } mail_;
};

} // namespace server::http
