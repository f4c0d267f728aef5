#pragma once

#include "http/http_server.h"
#include "server/http/raw_client.h"
#include "support/test_certificate.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace http_tests {

// Where a handler stops until the test lets it go on.
class Gate {
public:
    // Called by the handler.
    void pass()
    {
        std::unique_lock lock(mutex_);
        ++arrived_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void wait_arrived(std::size_t count)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return arrived_ >= count; });
    }
    void open()
    {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t arrived_ = 0;
    bool open_ = false;
};

// Declared after the server: lets the handlers go when a failed check ends the test early.
class OpenAtEnd {
public:
    explicit OpenAtEnd(Gate& gate) : gate_(gate) {}
    OpenAtEnd(const OpenAtEnd&) = delete;
    OpenAtEnd& operator=(const OpenAtEnd&) = delete;
    ~OpenAtEnd() { gate_.open(); }

private:
    Gate& gate_;
};

// What the server told about its exchanges, copied.
class ExchangeLog {
public:
    struct Line {
        int status;
        std::string fault;
        std::uint64_t body_bytes_in;
        std::uint64_t body_bytes_out;
    };
    void add(const server::http::ExchangeRecord& record)
    {
        const std::lock_guard lock(mutex_);
        lines_.push_back({record.status, std::string(record.fault), record.body_bytes_in,
            record.body_bytes_out});
        changed_.notify_all();
    }
    Line wait_for_line(std::size_t index)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return lines_.size() > index; });
        return lines_[index];
    }
    std::size_t size()
    {
        const std::lock_guard lock(mutex_);
        return lines_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Line> lines_;
};

server::http::Options test_options(Wire wire, const tests::TestCertificate& certificate);

// A started server on a free port. The default handler answers with the length of the body it read,
// or with the fault of it.
class TestServer {
public:
    explicit TestServer(Wire wire);
    TestServer(Wire wire, server::http::Limits limits);
    TestServer(Wire wire, server::http::Handler handler, server::http::Limits limits = {},
        std::size_t workers = 4);

    std::uint16_t port() const { return server_->port(); }
    server::http::HttpServer& server() { return *server_; }
    tests::TestCertificate& certificate() { return certificate_; }
    ExchangeLog& log() { return log_; }
    RawClient connect() const { return RawClient(port(), wire_); }
    Wire wire() const { return wire_; }

private:
    Wire wire_;
    tests::TestCertificate certificate_;
    ExchangeLog log_;
    std::unique_ptr<server::http::HttpServer> server_;
};

server::http::Response answer_with_length(server::http::Request& request);

} // namespace http_tests
