#include "server/http/test_server.h"
#include "support/catch.h"

#include <poll.h>

#include <algorithm>
#include <expected>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What happens when there is more of it than the server takes at once.

namespace {

using namespace http_tests;
using namespace server::http;

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

Response answer_plainly(Request&) { return respond(200, "text/plain", "done"); }

} // namespace

TEST_CASE("HttpServer: connections stalled in head, body and handshake do not block a good one",
    "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, answer_with_length, {}, 1);
        std::vector<RawClient> stalled;
        for (int count = 0; count < 20; ++count) {
            stalled.push_back(server.connect());
            stalled.back().send("GET / HTTP/1.1\r\nHost: loc");
            stalled.push_back(server.connect());
            stalled.back().send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
            stalled.emplace_back(server.port(), Wire::plain); // under TLS: never says hello
        }
        // One transfer worker is held by a long body that stalls; short requests do not need it.
        stalled.push_back(server.connect());
        stalled.back().send(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\nabc");
        CHECK(ask(server.port(), wire, get)->status == 200);
    }
}

TEST_CASE("HttpServer: a full queue answers 503 with Retry-After at once", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        Gate gate;
        Limits limits;
        limits.queued_requests_max = 1;
        TestServer server(
            wire,
            [&](Request&) {
                gate.pass();
                return respond(200, "text/plain", "done");
            },
            limits, 1);
        const OpenAtEnd opener(gate);
        RawClient running = server.connect();
        running.send(get);
        gate.wait_arrived(1);
        // Of the next two one waits in the queue and the other is refused, whichever comes first.
        std::vector<RawClient> two;
        two.push_back(server.connect());
        two.push_back(server.connect());
        two[0].send(get);
        two[1].send(get);
        std::vector<pollfd> entries{{two[0].socket(), POLLIN, 0}, {two[1].socket(), POLLIN, 0}};
        REQUIRE(::poll(entries.data(), 2, 20'000) == 1);
        const std::size_t refused = entries[0].revents != 0 ? 0 : 1;
        const auto reply = two[refused].read_reply();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 503);
        CHECK(reply->headers.at("retry-after") == "1");
        CHECK(reply->headers.contains("x-content-type-options"));
        gate.open();
        CHECK(running.read_reply()->status == 200);
        CHECK(two[1 - refused].read_reply()->status == 200);
        // The refused one may try again on its connection.
        two[refused].send(get);
        CHECK(two[refused].read_reply()->status == 200);
    }
}

TEST_CASE("HttpServer: one peer has at most its number of connections", "[server][http]")
{
    Limits limits;
    limits.connections_per_peer_max = 3;
    TestServer server(Wire::plain, answer_plainly, limits);
    std::vector<RawClient> clients;
    for (int count = 0; count < 3; ++count) {
        clients.push_back(server.connect());
        clients.back().send(get);
        CHECK(clients.back().read_reply()->status == 200);
    }
    RawClient fourth = server.connect();
    CHECK(fourth.read_to_end().empty());
    // A place that is given up can be taken again; the server hears of it in its own time.
    clients.pop_back();
    std::optional<Reply> reply;
    while (!reply) {
        RawClient again = server.connect();
        again.send(get);
        reply = again.read_reply();
    }
    CHECK(reply->status == 200);
}

TEST_CASE("HttpServer: one peer holds at most its number of uploads", "[server][http]")
{
    Limits limits;
    limits.transfers_per_peer_max = 2;
    TestServer server(Wire::plain, limits);
    const std::size_t size = limits.collected_body_bytes_max + 1;
    // Invited by the worker that reads the body: from then on it is held.
    const std::string head = "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                             "Content-Length: " +
                             std::to_string(size) + "\r\n\r\n";
    std::vector<RawClient> slow;
    for (int count = 0; count < 2; ++count) {
        slow.push_back(server.connect());
        slow.back().send(head);
        CHECK(slow.back().read_reply()->status == 100);
    }
    RawClient third = server.connect();
    third.send(head);
    const auto refused = third.read_reply();
    REQUIRE(refused.has_value());
    CHECK(refused->status == 503);
    CHECK(refused->headers.contains("retry-after"));
    CHECK(ask(server.port(), Wire::plain, get)->status == 200); // short requests are not counted
    slow[0].send(std::string(size, 'x'));
    CHECK(slow[0].read_reply()->body == std::to_string(size));
    RawClient next = server.connect();
    next.send(head);
    CHECK(next.read_reply()->status == 100);
}

TEST_CASE("HttpServer: one peer holds at most its number of downloads", "[server][http]")
{
    Gate gate;
    Limits limits;
    limits.transfers_per_peer_max = 1;
    TestServer server(
        Wire::plain,
        [&](Request&) {
            BodySource source;
            source.pull = [&](std::span<std::byte>) -> std::expected<std::size_t, SourceFault> {
                gate.pass();
                return std::size_t{0};
            };
            Response response = respond(200, "text/plain", "");
            response.body = std::move(source);
            return response;
        },
        limits);
    const OpenAtEnd opener(gate);
    RawClient first = server.connect();
    first.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    gate.wait_arrived(1);
    CHECK(ask(server.port(), Wire::plain, get)->status == 503);
    gate.open();
    CHECK(first.read_to_end().starts_with("HTTP/1.1 200 "));
}

TEST_CASE(
    "HttpServer: a body is dropped where it was pulled, not where all connections are waited for",
    "[server][http]")
{
    struct Dropped {
        std::promise<std::thread::id> by;
        ~Dropped() { by.set_value(std::this_thread::get_id()); }
    };
    for (const bool gone : {false, true}) {
        INFO(gone);
        auto held = std::make_shared<Dropped>();
        Dropped& dropped = *held;
        auto by = dropped.by.get_future();
        std::promise<std::thread::id> pulled;
        TestServer server(Wire::plain, [&](Request&) {
            BodySource source;
            source.pull =
                [held = std::move(held), &pulled, gone, told = false](
                    std::span<std::byte> into) mutable -> std::expected<std::size_t, SourceFault> {
                if (!std::exchange(told, true)) {
                    pulled.set_value(std::this_thread::get_id());
                    return into.size();
                }
                return gone ? into.size() : 0; // without end, until the reader is gone
            };
            Response response = respond(200, "text/plain", "");
            response.body = std::move(source);
            return response;
        });
        std::optional<RawClient> client{server.connect()};
        client->send(get);
        const auto worker = pulled.get_future().get();
        if (gone) {
            client.reset();
        }
        CHECK(by.get() == worker);
    }
}

TEST_CASE("HttpServer: beyond the maximum of connections the longest idle one makes room",
    "[server][http]")
{
    Limits limits;
    limits.connections_max = 3;
    limits.evictable_idle_ms = std::chrono::milliseconds(0);
    // One worker: when it answers the next connection it has given the one before back, which is idle from then on.
    TestServer server(Wire::plain, answer_plainly, limits, 1);
    std::vector<RawClient> clients;
    for (int count = 0; count < 4; ++count) {
        clients.push_back(server.connect());
        clients.back().send(get);
        CHECK(clients.back().read_reply()->status == 200);
    }
    CHECK(clients[0].read_to_end().empty());
    clients[1].send(get);
    CHECK(clients[1].read_reply()->status == 200);
}

TEST_CASE("HttpServer: beyond the maximum nobody who has just come is closed for a newcomer",
    "[server][http]")
{
    Limits limits;
    limits.connections_max = 2;
    limits.evictable_idle_ms = limits.idle_ms;
    TestServer server(Wire::plain, answer_plainly, limits);
    RawClient first = server.connect();
    RawClient second = server.connect();
    first.send(get);
    CHECK(first.read_reply()->status == 200);
    second.send(get);
    CHECK(second.read_reply()->status == 200);
    CHECK(server.connect().read_to_end().empty());
    first.send(get);
    CHECK(first.read_reply()->status == 200);
}

TEST_CASE("HttpServer: the budget for collected bodies is refused with 503 and given back",
    "[server][http]")
{
    Limits limits;
    limits.collected_bytes_total_max = 10'000;
    TestServer server(Wire::plain, limits);
    const std::string head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n";
    RawClient greedy = server.connect();
    greedy.send(head + std::string(15'000, 'x'));
    CHECK(greedy.read_reply()->status == 503);
    RawClient modest = server.connect();
    // Invited, so that the server has counted it before the body is there.
    modest.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
                "Expect: 100-continue\r\n\r\n");
    CHECK(modest.read_reply()->status == 100);
    modest.send(std::string(9'000, 'x'));
    CHECK(modest.read_reply()->body == "9000");
}

TEST_CASE("HttpServer: a peer that reads nothing holds no request worker", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(
            wire,
            [](Request& request) {
                return respond(200, "text/plain",
                    std::string(request.path() == "/long" ? 64'000'000 : 4, 'x'));
            },
            {}, 1);
        RawClient deaf = server.connect();
        deaf.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n");
        REQUIRE(deaf.wait_readable());
        CHECK(ask(server.port(), wire, get)->body == "xxxx");
        CHECK(deaf.read_reply()->body.size() == 64'000'000);
    }
}

TEST_CASE("HttpServer: a peer that reads nothing is cut at the deadline", "[server][http]")
{
    Limits limits;
    limits.transfer_base_ms = std::chrono::milliseconds(50);
    limits.transfer_bytes_per_second_min = 1'000'000'000;
    limits.connections_per_peer_max = 1;
    TestServer server(
        Wire::plain,
        [](Request&) { return respond(200, "text/plain", std::string(64'000'000, 'x')); }, limits,
        1);
    RawClient deaf = server.connect();
    deaf.send(get);
    REQUIRE(deaf.wait_readable());
    // The only place is free again once the server has cut the deaf one off.
    bool let_in = false;
    while (!let_in) {
        RawClient next = server.connect();
        next.send("nonsense\n");
        let_in = next.read_reply().has_value();
    }
    CHECK(deaf.read_to_end().size() < 64'000'000);
}
