#include "server/http/test_server.h"
#include "support/catch.h"

#include <fstream>
#include <future>
#include <string>

// Start, drain, and the clear errors between them.

namespace {

using namespace http_tests;
using namespace server::http;

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::expected<void, ServerError> start_once(Options options)
{
    HttpServer server(std::move(options), answer_with_length);
    return server.start();
}

} // namespace

TEST_CASE("HttpServer: a refused body is heard out, so that its answer is not lost in a reset",
    "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        Limits limits;
        limits.linger_ms = std::chrono::milliseconds(20'000); // the client ends it, not the clock
        TestServer server(wire, limits);
        RawClient client = server.connect();
        const std::string piece(128 * 1024, 'x');
        client.send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n\r\n" + piece);
        const auto reply = client.read_reply();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 413);
        client.send(piece);
        client.finish_sending();
        CHECK(client.read_to_end().empty());
        CHECK_FALSE(client.was_reset());
    }
}

TEST_CASE("HttpServer: a port in use is a clear error", "[server][http]")
{
    TestServer first(Wire::plain);
    Options options = test_options(Wire::plain, first.certificate());
    options.port = first.port();
    const auto started = start_once(options);
    REQUIRE(!started.has_value());
    CHECK(started.error().code == ServerErrorCode::address_in_use);
    CHECK(started.error().text.text().find("Another program") != std::string_view::npos);
}

TEST_CASE(
    "HttpServer: a listen address that is none of this machine is a clear error", "[server][http]")
{
    const tests::TestCertificate certificate;
    for (const char* address : {"192.0.2.1", "localhost.invalid", ""}) {
        Options options = test_options(Wire::plain, certificate);
        options.listen_address = address;
        const auto started = start_once(options);
        REQUIRE(!started.has_value());
        CHECK(started.error().code == ServerErrorCode::bad_address);
    }
}

TEST_CASE("HttpServer: IPv6 is served and named", "[server][http]")
{
    const tests::TestCertificate certificate;
    for (const char* address : {"::1", "::"}) {
        Options options = test_options(Wire::plain, certificate);
        options.listen_address = address;
        CHECK(start_once(options).has_value());
    }
}

TEST_CASE("HttpServer: bad certificate files are told apart", "[server][http]")
{
    const tests::TestCertificate good;
    const tests::TestCertificate other;
    const tests::TestCertificate broken;
    std::ofstream(broken.certificate_file()) << "not a certificate";
    std::ofstream(broken.key_file()) << "not a key";
    struct Row {
        std::filesystem::path certificate;
        std::filesystem::path key;
        ServerErrorCode code;
    };
    const std::vector<Row> rows{
        {broken.certificate_file(), good.key_file(), ServerErrorCode::certificate_unreadable},
        {"/nonexistent/certificate.pem", good.key_file(), ServerErrorCode::certificate_unreadable},
        {good.certificate_file(), broken.key_file(), ServerErrorCode::private_key_unreadable},
        {good.certificate_file(), "/nonexistent/key.pem", ServerErrorCode::private_key_unreadable},
        {good.certificate_file(), other.key_file(), ServerErrorCode::certificate_key_mismatch},
    };
    for (const Row& row : rows) {
        Options options = test_options(Wire::tls, good);
        options.tls = TlsFiles{row.certificate, row.key};
        const auto started = start_once(options);
        REQUIRE(!started.has_value());
        CHECK(started.error().code == row.code);
    }
}

TEST_CASE("HttpServer: drain lets the running request finish and closes the idle", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        Gate gate;
        TestServer server(wire, [&](Request& request) {
            if (request.path() == "/slow") {
                gate.pass();
            }
            return respond(200, "text/plain", "done");
        });
        const OpenAtEnd opener(gate);
        RawClient idle = server.connect();
        idle.send(get);
        CHECK(idle.read_reply()->status == 200);
        RawClient running = server.connect();
        running.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        gate.wait_arrived(1);

        auto drained = std::async(
            std::launch::async, [&] { return server.server().drain(std::chrono::seconds(20)); });
        CHECK(idle.read_to_end().empty()); // closed: so the drain has begun
        CHECK_THROWS(server.connect());    // nobody is let in
        gate.open();
        const auto reply = running.read_reply();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 200);
        CHECK(reply->headers.at("connection") == "close");
        running.finish_sending();
        CHECK(running.read_to_end().empty());
        CHECK(drained.get().cut_exchanges == 0);
    }
}

TEST_CASE("HttpServer: drain cuts what is not done at its deadline and says so", "[server][http]")
{
    Gate gate;
    TestServer server(Wire::plain, [&](Request&) {
        gate.pass();
        return respond(200, "text/plain", "too late");
    });
    const OpenAtEnd opener(gate);
    RawClient running = server.connect();
    running.send(get);
    gate.wait_arrived(1);
    CHECK(server.server().drain(std::chrono::milliseconds(20)).cut_exchanges == 1);
    gate.open();
    CHECK(running.read_to_end().empty());
}

TEST_CASE("HttpServer: a drain ends a body that still comes, at its deadline", "[server][http]")
{
    Limits limits;
    limits.collected_body_bytes_max = 10;
    Gate gate;
    TestServer server(
        Wire::plain,
        [&](Request& request) {
            gate.pass();
            return answer_with_length(request);
        },
        limits);
    gate.open();
    const OpenAtEnd opener(gate);
    RawClient slow = server.connect();
    slow.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
    gate.wait_arrived(1);
    CHECK(server.server().drain(std::chrono::milliseconds(20)).cut_exchanges == 1);
    CHECK(server.log().wait_for_line(0).fault == "incomplete_body");
}

TEST_CASE("HttpServer: a drained server stays drained", "[server][http]")
{
    TestServer server(Wire::plain);
    CHECK(server.server().drain(std::chrono::seconds(5)).cut_exchanges == 0);
    CHECK(server.server().drain(std::chrono::seconds(5)).cut_exchanges == 0);
    const auto again = server.server().start();
    REQUIRE(!again.has_value());
    CHECK(again.error().code == ServerErrorCode::already_started);
}

TEST_CASE("HttpServer: a server that was never started ends quietly", "[server][http]")
{
    const tests::TestCertificate certificate;
    HttpServer server(test_options(Wire::plain, certificate), answer_with_length);
    CHECK(server.port() == 0);
    CHECK(server.drain(std::chrono::seconds(1)).cut_exchanges == 0);
}
