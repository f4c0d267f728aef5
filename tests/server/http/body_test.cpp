#include "http/problem.h"
#include "server/http/test_server.h"
#include "support/catch.h"

#include <poll.h>
#include <sys/socket.h>

#include <string>
#include <vector>

// Bodies on the wire: counted, cut, slow, longer than the server collects.

namespace {

using namespace http_tests;
using namespace server::http;

// Small enough that a test can send more than is collected, and that a stalled body is cut within a
// moment.
Limits small_limits()
{
    Limits limits;
    limits.collected_body_bytes_max = 1024;
    limits.body_bytes_max = 64 * 1024 * 1024;
    return limits;
}

Limits hasty_limits()
{
    Limits limits = small_limits();
    limits.head_ms = std::chrono::milliseconds(100);
    limits.transfer_base_ms = std::chrono::milliseconds(100);
    return limits;
}

std::string post(std::size_t length, std::string_view body, std::string_view more_fields = "")
{
    return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(length) +
           "\r\n" + std::string(more_fields) + "\r\n" + std::string(body);
}

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

TEST_CASE(
    "HttpServer: bodies of every size around the collected maximum arrive whole", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, small_limits());
        RawClient client = server.connect();
        for (const std::size_t size : {0u, 1u, 1023u, 1024u, 1025u, 16384u, 70000u, 5000000u}) {
            INFO(size);
            client.send(post(size, std::string(size, 'x')) + get);
            const auto reply = client.read_reply();
            REQUIRE(reply.has_value());
            CHECK(reply->body == std::to_string(size));
            CHECK(client.read_reply()->body == "0"); // the request behind it was not eaten
        }
    }
}

TEST_CASE("HttpServer: a body cut short is never acknowledged", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        for (const std::size_t length : {100u, 100000u}) { // collected; streamed
            // A handler that takes what it got for success whatever happened.
            TestServer server(
                wire,
                [](Request& request) {
                    std::vector<std::byte> piece(4096);
                    while (true) {
                        const auto got = request.body.read(piece);
                        if (!got || *got == 0) {
                            return respond(201, "text/plain", "stored");
                        }
                    }
                },
                small_limits());
            RawClient client = server.connect();
            client.send(post(length, "only this"));
            client.finish_sending();
            const std::string answer = client.read_to_end();
            INFO(length);
            CHECK(answer.starts_with("HTTP/1.1 400 "));
            CHECK(answer.find("stored") == std::string::npos);
            CHECK(server.log().wait_for_line(0).status == 400);
        }
    }
}

TEST_CASE("HttpServer: a body that stalls is cut at its deadline", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        for (const std::size_t length : {100u, 100000u}) {
            TestServer server(wire, hasty_limits());
            RawClient client = server.connect();
            client.send(post(length, "only this"));
            CHECK(client.read_reply()->status == 408);
            CHECK(client.read_to_end().empty());
        }
    }
}

TEST_CASE("HttpServer: a body that trickles is cut though it never stops", "[server][http]")
{
    TestServer server(Wire::plain, hasty_limits());
    RawClient client = server.connect();
    client.send(post(1000000, ""));
    // One byte whenever the server has not answered yet; far below 64 KiB a second.
    std::size_t sent = 0;
    pollfd entry{client.socket(), POLLIN, 0};
    while (::poll(&entry, 1, 5) == 0) {
        client.send("x");
        ++sent;
    }
    CHECK(client.read_reply()->status == 408);
    CHECK(sent < 1000000);
}

TEST_CASE("HttpServer: a head that trickles is cut though it never stops", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, hasty_limits());
        RawClient client = server.connect();
        client.send("GET / HTTP/1.1\r\nA: ");
        pollfd entry{client.socket(), POLLIN, 0};
        while (::poll(&entry, 1, 5) == 0) {
            client.send("x");
        }
        CHECK(client.read_reply()->status == 408);
        CHECK(client.read_to_end().empty());
    }
}

TEST_CASE("HttpServer: an idle connection is closed without a word", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        Limits limits;
        limits.idle_ms = std::chrono::milliseconds(50);
        TestServer server(wire, limits);
        RawClient client = server.connect();
        CHECK(client.read_to_end().empty());
    }
}

TEST_CASE(
    "HttpServer: a handler that leaves a body unread gets its answer out and the connection closed",
    "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(
            wire, [](Request&) { return problem(401, "unauthorized", "Sign in first."); },
            small_limits());
        RawClient client = server.connect();
        // The body is itself a request: it must not be taken for one.
        client.send(post(2000, get + std::string(2000 - get.size() - 10, 'x')));
        const auto reply = client.read_reply();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 401);
        CHECK(reply->headers.at("connection") == "close");
        client.finish_sending();
        CHECK(client.read_to_end().empty());
    }
}

TEST_CASE("HttpServer: a peer that still sends when it is refused sees an end and no reset",
    "[server][http]")
{
    TestServer server(
        Wire::plain, [](Request&) { return problem(401, "unauthorized", "Sign in first."); },
        small_limits());
    RawClient client = server.connect();
    client.send(post(300'000, std::string(300'000, 'x')));
    CHECK(client.read_reply()->status == 401);
    client.finish_sending();
    char more = 0;
    CHECK(::recv(client.socket(), &more, 1, 0) == 0);
    int error = 0;
    socklen_t size = sizeof error;
    CHECK(::getsockopt(client.socket(), SOL_SOCKET, SO_ERROR, &error, &size) == 0);
    CHECK(error == 0); // a reset behind the end shows here only
}

TEST_CASE(
    "HttpServer: an unread body that was collected does not cost the connection", "[server][http]")
{
    TestServer server(Wire::plain,
        [](Request& request) { return respond(200, "text/plain", std::string(request.path())); });
    RawClient client = server.connect();
    client.send(post(100, get + std::string(100 - get.size(), 'x')) +
                "GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.read_reply()->body == "/");
    CHECK(client.read_reply()->body == "/second");
}

TEST_CASE("HttpServer: an expectation is answered before the body comes", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, small_limits());
        for (const std::size_t size : {10u, 5000u}) { // collected; streamed
            RawClient client = server.connect();
            client.send(post(size, "", "Expect: 100-continue\r\n"));
            CHECK(client.read_reply()->status == 100);
            client.send(std::string(size, 'x'));
            CHECK(client.read_reply()->body == std::to_string(size));
        }
    }
}

TEST_CASE("HttpServer: a refusal spares the peer that expects 100 the body", "[server][http]")
{
    TestServer server(
        Wire::plain, [](Request&) { return problem(403, "forbidden", "No."); }, small_limits());
    RawClient client = server.connect();
    client.send(post(5000, "", "Expect: 100-continue\r\n"));
    CHECK(client.read_reply()->status == 403);
}

TEST_CASE("HttpServer: a body that was sent with the expectation gets no 100", "[server][http]")
{
    TestServer server(Wire::plain);
    RawClient client = server.connect();
    client.send(post(3, "abc", "Expect: 100-continue\r\n"));
    CHECK(client.read_reply()->status == 200);
}
