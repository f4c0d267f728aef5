#include "server/http/test_server.h"

#include "http/problem.h"

#include <atomic>
#include <stdexcept>
#include <utility>

namespace http_tests {

using namespace server::http;

Options test_options(Wire wire, const tests::TestCertificate& certificate)
{
    static std::atomic<unsigned> counter = 0;
    Options options;
    options.next_request_id = [] { return "req_" + std::to_string(++counter); };
    options.unix_seconds = [] { return std::int64_t{784111777}; };
    if (wire == Wire::tls) {
        options.tls = TlsFiles{certificate.certificate_file(), certificate.key_file()};
    }
    return options;
}

Response answer_with_length(Request& request)
{
    auto body = request.body.read_all(512 * 1024 * 1024);
    if (!body) {
        return problem(body_fault_status(body.error()), "body", body_fault_detail(body.error()));
    }
    return respond(200, "text/plain", std::to_string(body->size()));
}

TestServer::TestServer(Wire wire) : TestServer(wire, answer_with_length) {}

TestServer::TestServer(Wire wire, Limits limits) : TestServer(wire, answer_with_length, limits) {}

TestServer::TestServer(Wire wire, Handler handler, Limits limits, std::size_t workers) : wire_(wire)
{
    Options options = test_options(wire, certificate_);
    options.limits = limits;
    options.request_workers = workers;
    options.transfer_workers = workers;
    options.on_exchange = [this](const ExchangeRecord& record) { log_.add(record); };
    server_ = std::make_unique<HttpServer>(std::move(options), std::move(handler));
    if (auto started = server_->start(); !started) {
        throw std::runtime_error(std::string(started.error().text.text()));
    }
}

} // namespace http_tests
