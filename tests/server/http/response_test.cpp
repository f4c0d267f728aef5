#include "http/problem.h"
#include "http/response_head.h"
#include "server/http/test_server.h"
#include "support/catch.h"

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

// What answers look like.

namespace {

using namespace http_tests;
using namespace server::http;

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string get_path(
    std::string_view path, std::string_view method = "GET", std::string_view version = "HTTP/1.1")
{
    return std::string(method) + " " + std::string(path) + " " + std::string(version) +
           "\r\nHost: localhost\r\n\r\n";
}

// Gives out `text` in pieces of seven bytes; breaks after `broken_after` of them.
BodySource source_of(std::string text, bool with_length, std::size_t broken_after = SIZE_MAX)
{
    BodySource source;
    if (with_length) {
        source.length_bytes = text.size();
    }
    source.pull =
        [text = std::move(text), at = std::size_t{0}, broken_after](
            std::span<std::byte> into) mutable -> std::expected<std::size_t, SourceFault> {
        if (at >= broken_after) {
            return std::unexpected(SourceFault{});
        }
        const std::size_t count = std::min({into.size(), text.size() - at, std::size_t{7}});
        std::memcpy(into.data(), text.data() + at, count);
        at += count;
        return count;
    };
    return source;
}

void check_security_headers(const Reply& reply, Wire wire)
{
    const std::array<std::pair<const char*, const char*>, 7> expected{{
        {"content-security-policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"x-content-type-options", "nosniff"},
        {"x-frame-options", "DENY"},
        {"referrer-policy", "no-referrer"},
        {"cross-origin-opener-policy", "same-origin"},
        {"cross-origin-resource-policy", "same-origin"},
        {"cache-control", "no-store"},
    }};
    for (const auto& [name, value] : expected) {
        INFO(name);
        CHECK((reply.headers.contains(name) && reply.headers.at(name) == value));
    }
    CHECK(reply.headers.contains("strict-transport-security") == (wire == Wire::tls));
    CHECK(reply.headers.contains("x-request-id"));
    CHECK(!reply.headers.contains("server"));
}

} // namespace

TEST_CASE("HttpServer: every answer has the security headers", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, [](Request& request) {
            const int status = std::stoi(std::string(request.path().substr(1)));
            return status >= 400 ? problem(status, "some-problem", "A problem.")
                                 : respond(status, "text/plain", "");
        });
        for (const int status : {200, 201, 204, 303, 304, 400, 401, 403, 404, 405, 409, 410, 412,
                 413, 415, 422, 429, 451, 500, 503, 507}) {
            INFO(status);
            const auto reply = ask(server.port(), wire, get_path("/" + std::to_string(status)));
            REQUIRE(reply.has_value());
            CHECK(reply->status == status);
            check_security_headers(*reply, wire);
        }
        check_security_headers(*ask(server.port(), wire, "nonsense\n"), wire);
        check_security_headers(*ask(server.port(), wire, get_path("/throws")), wire);
    }
}

TEST_CASE("HttpServer: what a handler throws is a 500 without its text", "[server][http]")
{
    TestServer server(Wire::plain, [](Request& request) -> Response {
        if (request.path() == "/odd") {
            throw 7;
        }
        throw std::runtime_error("secret path /var/lib");
    });
    for (const char* path : {"/", "/odd"}) {
        const auto reply = ask(server.port(), Wire::plain, get_path(path));
        CHECK(reply->status == 500);
        CHECK(reply->raw.find("secret") == std::string::npos);
        CHECK(reply->headers.at("content-type") == "application/problem+json");
    }
    CHECK(server.log().wait_for_line(1).fault == "handler_threw");
}

TEST_CASE("HttpServer: a problem carries the request id of its header", "[server][http]")
{
    TestServer server(Wire::plain, [](Request&) {
        return problem(410, "shredded", "It is \"gone\".", R"({"certificate":{"id":"x"}})");
    });
    const auto reply = ask(server.port(), Wire::plain, get);
    CHECK(
        reply->body ==
        R"({"type":"urn:ticket-vault:problem:shredded","title":"Gone","status":410,"detail":"It is \"gone\".","request_id":")" +
            reply->headers.at("x-request-id") + R"(","certificate":{"id":"x"}})");
}

TEST_CASE("HttpServer: a response that cannot be sent becomes a 500", "[server][http]")
{
    struct Row {
        const char* what;
        Response response;
    };
    std::vector<Row> rows;
    rows.push_back({"line break in a value",
        respond(200, "text/plain", "a").set_header("X-A", "b\r\nX-C: d")});
    rows.push_back(
        {"line break in a name", respond(200, "text/plain", "a").set_header("X-A\r\nB", "c")});
    rows.push_back(
        {"a length of its own", respond(200, "text/plain", "a").set_header("Content-length", "7")});
    rows.push_back({"a fixed security header",
        respond(200, "text/plain", "a").set_header("x-content-type-options", "x")});
    rows.push_back({"an unknown status", respond(299, "text/plain", "a")});
    rows.push_back({"a body for 204", respond(204, "text/plain", "a")});
    for (const Row& row : rows) {
        INFO(row.what);
        CHECK(!is_sendable(row.response));
    }
    TestServer server(Wire::plain,
        [](Request&) { return respond(200, "text/plain", "a").set_header("X-A", "b\r\nX-C: d"); });
    const auto reply = ask(server.port(), Wire::plain, get);
    CHECK(reply->status == 500);
    CHECK(!reply->headers.contains("x-c"));
}

TEST_CASE("HttpServer: a handler may set the cache and content policies", "[server][http]")
{
    TestServer server(Wire::plain, [](Request&) {
        return respond(200, "text/html", "a")
            .set_header("Cache-Control", "max-age=60")
            .set_header("content-security-policy", "default-src 'self'");
    });
    const auto reply = ask(server.port(), Wire::plain, get);
    CHECK(reply->headers.at("cache-control") == "max-age=60");
    CHECK(reply->headers.at("content-security-policy") == "default-src 'self'");
}

TEST_CASE("HttpServer: HEAD gets the head of the answer and no body", "[server][http]")
{
    TestServer server(Wire::plain, [](Request& request) {
        if (request.path() == "/source") {
            Response response = respond(200, "text/plain", "");
            response.body = source_of("hello world", true);
            return response;
        }
        return respond(200, "text/plain", "hello world");
    });
    for (const char* path : {"/", "/source"}) {
        RawClient client = server.connect();
        client.send(get_path(path, "HEAD"));
        const auto reply = client.read_reply(true);
        CHECK(reply->headers.at("content-length") == "11");
        client.send(get_path("/")); // the next answer follows at once
        CHECK(client.read_reply()->body == "hello world");
    }
}

TEST_CASE(
    "HttpServer: a source with a length is sent whole and the connection kept", "[server][http]")
{
    const std::string text(100'000, 'y');
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, [&](Request&) {
            Response response = respond(200, "application/octet-stream", "");
            response.body = source_of(text, true);
            response.body_is_secret = true;
            return response;
        });
        RawClient client = server.connect();
        for (int round = 0; round < 3; ++round) {
            client.send(get);
            CHECK(client.read_reply()->body == text);
        }
        CHECK(server.log().wait_for_line(0).body_bytes_out == text.size());
    }
}

TEST_CASE("HttpServer: a source without a length is sent in chunks, or to the end for HTTP/1.0",
    "[server][http]")
{
    TestServer server(Wire::plain, [](Request&) {
        Response response = respond(200, "text/plain", "");
        response.body = source_of("hello world", false);
        return response;
    });
    RawClient chunked = server.connect();
    chunked.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(chunked.read_to_end().ends_with("\r\n\r\n7\r\nhello w\r\n4\r\norld\r\n0\r\n\r\n"));
    RawClient old = server.connect();
    old.send(get_path("/", "GET", "HTTP/1.0"));
    const std::string answer = old.read_to_end();
    CHECK(answer.ends_with("\r\n\r\nhello world"));
    CHECK(answer.find("chunked") == std::string::npos);
}

TEST_CASE("HttpServer: a source that breaks or ends early is seen by the peer", "[server][http]")
{
    for (const bool with_length : {true, false}) {
        TestServer server(Wire::plain, [&](Request&) {
            Response response = respond(200, "text/plain", "");
            response.body = source_of("hello world", with_length, 7);
            return response;
        });
        RawClient client = server.connect();
        client.send(get);
        const std::string answer = client.read_to_end();
        CHECK(answer.find("hello w") != std::string::npos);
        CHECK(answer.find("orld") == std::string::npos);
        CHECK(!answer.ends_with("0\r\n\r\n"));
    }
}

TEST_CASE("HttpServer: handlers see path, query, peer and scheme, and forwarding headers change "
          "none of it",
    "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire, [](Request& request) {
            std::string text = std::string(request.method()) + " " + std::string(request.path()) +
                               " " + std::string(request.scheme) + " " +
                               std::string(request.peer_address) + " " +
                               std::to_string(static_cast<int>(request.peer_network.front()));
            for (const QueryPair& pair : request.query()) {
                text += " " + std::string(pair.name) + "=" + std::string(pair.value);
            }
            return respond(200, "text/plain", text);
        });
        const auto reply = ask(server.port(), wire,
            "GET /a%20b?x=1&x=2&y=%C3%A4+b HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: "
            "192.0.2.9\r\n"
            "X-Forwarded-Proto: gopher\r\nForwarded: for=192.0.2.9\r\n\r\n");
        CHECK(reply->body == std::string("GET /a b ") + (wire == Wire::tls ? "https" : "http") +
                                 " 127.0.0.1 127 x=1 x=2 y=\xC3\xA4 b");
    }
}

TEST_CASE("response_head: a date is written as RFC 9110 wants it", "[server][http]")
{
    CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}
