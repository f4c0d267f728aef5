#include "http/http_server.h"

#include "http/connection_loop.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "http/peer_counts.h"
#include "http/poller.h"
#include "http/tls_context.h"
#include "http/worker_pool.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

namespace server::http {

// The loop, its thread and the two pools, put together by start().
class HttpServer::Core {
public:
    Core(Options options, Handler handler)
        : context_{std::move(options), std::move(handler)},
          transfers_of_peers_(context_.options.limits.transfers_per_peer_max)
    {
    }

    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    ~Core()
    {
        drain(std::chrono::milliseconds(0));
        requests_.reset();
        transfers_.reset();
    }

    std::expected<void, ServerError> start()
    {
        const std::lock_guard lock(mutex_);
        if (loop_) {
            return fail(ServerErrorCode::already_started, "The server was started before.");
        }
        if (!context_.options.next_request_id || !context_.handler) {
            return fail(ServerErrorCode::listen_failed,
                "The server was made without a handler or a source of request ids.");
        }
        Poco::Net::Context::Ptr tls;
        if (context_.options.tls) {
            auto loaded = load_tls_context(*context_.options.tls);
            if (!loaded) {
                return std::unexpected(loaded.error());
            }
            tls = *loaded;
        }
        auto listener = Listener::open(context_.options.listen_address, context_.options.port);
        if (!listener) {
            return std::unexpected(listener.error());
        }
        auto poller = Poller::open();
        if (!poller || !poller->add_listener(listener->socket())) {
            return fail(ServerErrorCode::listen_failed,
                "The system has no descriptors left for the server.");
        }
        port_ = listener->port();
        loop_ = std::make_unique<ConnectionLoop>(
            context_, std::move(*listener), std::move(*poller), std::move(tls));
        start_threads();
        return {};
    }

    std::uint16_t port() const { return port_; }

    DrainReport drain(std::chrono::milliseconds limit)
    {
        const std::lock_guard lock(mutex_);
        if (thread_.joinable()) {
            loop_->drain(now() + limit);
            thread_.join();
        }
        return {cut_exchanges_};
    }

    std::expected<void, ServerError> reload_certificate()
    {
        const std::lock_guard lock(mutex_);
        if (!context_.options.tls || !loop_) {
            return fail(ServerErrorCode::tls_unavailable, "The server does not speak TLS.");
        }
        auto loaded = load_tls_context(*context_.options.tls);
        if (!loaded) {
            return std::unexpected(loaded.error());
        }
        loop_->use_tls(*loaded);
        return {};
    }

private:
    static std::unexpected<ServerError> fail(ServerErrorCode code, Literal text)
    {
        return std::unexpected(ServerError{code, text, 0});
    }

    void start_threads()
    {
        const Limits& limits = context_.options.limits;
        requests_.emplace(context_.options.request_workers, limits.queued_requests_max,
            [this](ConnectionPtr connection) { serve_request(std::move(connection)); });
        transfers_.emplace(context_.options.transfer_workers, limits.queued_transfers_max,
            [this](ConnectionPtr connection) { serve_transfer(std::move(connection)); });
        loop_->send_requests_to(
            [this](ConnectionPtr& connection) { return requests_->try_submit(connection); },
            [this](ConnectionPtr& connection) { return try_transfer(connection); });
        thread_ = std::thread([this] { cut_exchanges_ = loop_->run(); });
    }

    void serve_request(ConnectionPtr connection)
    {
        guard(*connection, [&] { run_handler(context_, *connection); });
        if (connection->answer && connection->answer->source) {
            if (try_transfer(connection)) {
                return;
            }
            guard(*connection, [&] {
                answer_itself(context_, *connection, overloaded(context_), "transfers_full",
                    !connection->close_after_answer);
            });
        }
        finish(std::move(connection));
    }

    bool try_transfer(ConnectionPtr& connection)
    {
        const PeerKey peer = connection->client.key;
        {
            const std::lock_guard lock(peers_mutex_);
            if (!transfers_of_peers_.try_add(peer)) {
                return false;
            }
        }
        if (transfers_->try_submit(connection)) {
            return true;
        }
        end_transfer(peer);
        return false;
    }

    void end_transfer(const PeerKey& peer)
    {
        const std::lock_guard lock(peers_mutex_);
        transfers_of_peers_.remove(peer);
    }

    void serve_transfer(ConnectionPtr connection)
    {
        const PeerKey peer = connection->client.key;
        // Either a request whose body is still to come, or an answer whose source is still to be
        // pulled.
        if (!connection->answer) {
            guard(*connection, [&] { run_handler(context_, *connection); });
        }
        // Before a plain answer leaves, so that whoever has it may begin the next transfer.
        const bool from_source = connection->answer && connection->answer->source;
        if (!from_source) {
            end_transfer(peer);
        }
        finish(std::move(connection));
        if (from_source) {
            end_transfer(peer);
        }
    }

    void finish(ConnectionPtr connection)
    {
        const bool from_source = connection->answer && connection->answer->source;
        // Reported before a plain answer leaves, so that whoever has the answer finds it in the
        // log.
        if (!from_source) {
            guard(*connection, [&] { report_exchange(context_, *connection); });
        }
        if (connection->answer) {
            guard(*connection, [&] { send_answer(context_, *connection); });
        }
        if (from_source) {
            guard(*connection, [&] { report_exchange(context_, *connection); });
        }
        loop_->give_back(std::move(connection));
    }

    // Out of memory or a source that throws: the connection is broken off and the worker lives on.
    template <class Step>
    static void guard(Connection& connection, Step step)
    {
        try {
            step();
        } catch (...) {
            connection.answer.reset();
            connection.answer_state = AnswerState::broken;
        }
    }

    ServerContext context_;
    std::mutex mutex_; // lets one of start, drain and reload go on at a time
    std::atomic<std::uint16_t> port_ = 0;
    std::unique_ptr<ConnectionLoop> loop_;
    std::mutex peers_mutex_; // guards transfers_of_peers_
    PeerCounts transfers_of_peers_;
    // After the loop, so that they are gone before it: their threads give connections back.
    std::optional<WorkerPool> requests_;
    std::optional<WorkerPool> transfers_;
    std::thread thread_;
    std::size_t cut_exchanges_ = 0; // written by the loop's thread, read after its join
};

HttpServer::HttpServer(Options options, Handler handler)
    : core_(std::make_unique<Core>(std::move(options), std::move(handler)))
{
}

HttpServer::~HttpServer() = default;

std::expected<void, ServerError> HttpServer::start() { return core_->start(); }

std::uint16_t HttpServer::port() const { return core_->port(); }

DrainReport HttpServer::drain(std::chrono::milliseconds limit) { return core_->drain(limit); }

std::expected<void, ServerError> HttpServer::reload_certificate()
{
    return core_->reload_certificate();
}

} // namespace server::http
