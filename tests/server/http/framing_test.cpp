#include "server/http/test_server.h"
#include "support/catch.h"

#include <string>
#include <vector>

// What a request on the wire gets. Each row is sent over plain TCP and over TLS to a real server.

namespace {

using namespace http_tests;

enum class After : std::uint8_t { stays_open, closes };

struct Probe {
    const char* name;
    std::string bytes;
    int status; // 0: closed without an answer
    After after;
};

const std::string get_head = "GET / HTTP/1.1\r\nHost: localhost\r\n";
const std::string post_head = "POST / HTTP/1.1\r\nHost: localhost\r\n";

std::vector<Probe> probes()
{
    using enum After;
    const std::string nul(1, '\0');
    return {
        {"a plain GET", get_head + "\r\n", 200, stays_open},
        {"a POST with a body", post_head + "Content-Length: 5\r\n\r\nhello", 200, stays_open},
        {"a GET with a counted body", get_head + "Content-Length: 5\r\n\r\nhello", 200, stays_open},
        {"Connection: close", get_head + "Connection: close\r\n\r\n", 200, closes},
        {"Connection: close in a list, other case", get_head + "Connection: foo, CLOSE\r\n\r\n",
            200, closes},
        {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 200, closes},

        {"Content-Length and Transfer-Encoding",
            post_head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            closes},
        {"chunked", post_head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411, closes},
        {"chunked in another case", post_head + "transfer-encoding: Chunked\r\n\r\n0\r\n\r\n", 411,
            closes},
        {"unknown transfer coding", post_head + "Transfer-Encoding: xchunked\r\n\r\n", 411, closes},
        {"identity transfer coding", post_head + "Transfer-Encoding: identity\r\n\r\n", 411,
            closes},
        {"two equal Content-Length",
            post_head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400, closes},
        {"two different Content-Length",
            post_head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400, closes},
        {"a list of lengths", post_head + "Content-Length: 5, 5\r\n\r\nhello", 400, closes},
        {"negative length", post_head + "Content-Length: -5\r\n\r\nhello", 400, closes},
        {"length with a plus", post_head + "Content-Length: +5\r\n\r\nhello", 400, closes},
        {"length with a letter", post_head + "Content-Length: 5x\r\n\r\nhello", 400, closes},
        {"length in hexadecimal", post_head + "Content-Length: 0x5\r\n\r\nhello", 400, closes},
        {"empty length", post_head + "Content-Length:\r\n\r\n", 400, closes},
        {"a blank inside the length", post_head + "Content-Length: 1 0\r\n\r\n", 400, closes},
        {"a length beyond 64 bit", post_head + "Content-Length: 99999999999999999999999\r\n\r\n",
            413, closes},
        {"a length of ten gigabytes", post_head + "Content-Length: 10000000000\r\n\r\n", 413,
            closes},

        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, closes},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, closes},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n", 505, closes},
        {"HTTP/0.9", "GET /\r\n\r\n", 400, closes},
        {"lower-case http", "GET / http/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"version with more digits", "GET / HTTP/1.10\r\nHost: localhost\r\n\r\n", 400, closes},

        {"bare LF everywhere", "GET / HTTP/1.1\nHost: localhost\n\n", 400, closes},
        {"bare LF after the request line, nothing more", "GET / HTTP/1.1\n", 400, closes},
        {"bare LF inside the fields", get_head + "A: b\nC: d\r\n\r\n", 400, closes},
        {"bare CR inside a field", get_head + "A: b\rC: d\r\n\r\n", 400, closes},
        {"folded field", get_head + "A: b\r\n c\r\n\r\n", 400, closes},
        {"folded first field", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400, closes},
        {"NUL in a value", get_head + "A: b" + nul + "c\r\n\r\n", 400, closes},
        {"NUL in the target", "GET /a" + nul + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"control character in a value", get_head + "A: \x01\r\n\r\n", 400, closes},
        {"delete character in a value", get_head + "A: \x7f\r\n\r\n", 400, closes},
        {"escape character in a name", get_head + "A\x1b: b\r\n\r\n", 400, closes},
        {"blank before the colon", get_head + "A : b\r\n\r\n", 400, closes},
        {"no colon", get_head + "nonsense\r\n\r\n", 400, closes},
        {"no name", get_head + ": b\r\n\r\n", 400, closes},
        {"two blanks in the request line", "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
            closes},
        {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"empty line first", "\r\n" + get_head + "\r\n", 400, closes},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, closes},
        {"two Host", get_head + "Host: localhost\r\n\r\n", 400, closes},
        {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, closes},
        {"Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, closes},
        {"two Authorization", get_head + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400,
            closes},

        {"a target without slash", "GET index HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"absolute form", "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"authority form", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
            closes},
        {"a fragment", "GET /#a HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"a dot segment", "GET /a/../b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"an encoded dot segment", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
            closes},
        {"an encoded slash", "GET /a%2Fb HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"an encoded NUL", "GET /a%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"a broken escape", "GET /a%2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"invalid UTF-8 in the path", "GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, closes},
        {"a long target", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            414, closes},
        {"a long method", std::string(30, 'A') + " / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501,
            closes},
        {"a head of more than 16 KiB", get_head + "A: " + std::string(17000, 'a') + "\r\n\r\n", 431,
            closes},
        {"a head without end", std::string(20000, 'a'), 431, closes},
        {"an unknown expectation", post_head + "Expect: 200-ok\r\nContent-Length: 1\r\n\r\na", 417,
            closes},
        {"a TLS hello, or other binary", "\x16\x03\x01\x02", 400, closes},
    };
}

} // namespace

TEST_CASE("HttpServer: every framing probe gets its status and close", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire);
        for (const Probe& probe : probes()) {
            INFO((wire == Wire::tls ? "TLS: " : "plain: ") << probe.name);
            RawClient client = server.connect();
            client.send(probe.bytes);
            const auto reply = client.read_reply();
            REQUIRE(reply.has_value());
            CHECK(reply->status == probe.status);
            CHECK(reply->headers.contains("connection") == (probe.after == After::closes));
            if (probe.after == After::closes) {
                // Neither is anything behind the bad request taken for a request.
                client.send(get_head + "\r\n");
                client.finish_sending();
                CHECK(client.read_to_end().empty());
            } else {
                client.send(get_head + "\r\n");
                const auto second = client.read_reply();
                REQUIRE(second.has_value());
                CHECK(second->status == 200);
            }
        }
    }
}

TEST_CASE("HttpServer: a head that arrives byte by byte is the same head", "[server][http]")
{
    TestServer server(Wire::plain);
    RawClient client = server.connect();
    const std::string request = post_head + "Content-Length: 3\r\n\r\nabc" + get_head + "\r\n";
    for (const char byte : request) {
        client.send({&byte, 1});
    }
    CHECK(client.read_reply()->body == "3");
    CHECK(client.read_reply()->body == "0");
}

TEST_CASE("HttpServer: more than 100 header fields are refused", "[server][http]")
{
    TestServer server(Wire::plain);
    std::string request = get_head;
    for (int count = 0; count < 100; ++count) {
        request += "A: b\r\n";
    }
    CHECK(ask(server.port(), Wire::plain, request + "\r\n")->status == 431);
}

TEST_CASE("HttpServer: nothing of a refused request is echoed", "[server][http]")
{
    TestServer server(Wire::plain);
    const std::string mark = "Zq7mark";
    const std::vector<std::string> requests{
        mark + "\x01 / HTTP/1.1\r\n\r\n",
        "GET " + mark + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: " + mark + "/\r\n\r\n",
        get_head + mark + "\r\n\r\n",
        post_head + "Content-Length: " + mark + "\r\n\r\n",
        post_head + "Expect: " + mark + "\r\n\r\n",
        post_head + "Transfer-Encoding: " + mark + "\r\n\r\n",
    };
    for (const std::string& request : requests) {
        RawClient client = server.connect();
        client.send(request);
        const std::string answer = client.read_to_end();
        CHECK(answer.starts_with("HTTP/1.1 4"));
        CHECK(answer.find(mark) == std::string::npos);
    }
}

TEST_CASE("HttpServer: requests sent ahead are answered in order", "[server][http]")
{
    for (const Wire wire : {Wire::plain, Wire::tls}) {
        TestServer server(wire);
        RawClient client = server.connect();
        std::string row;
        for (std::size_t count = 0; count < 200; ++count) {
            row += post_head + "Content-Length: " + std::to_string(count) + "\r\n\r\n" +
                   std::string(count, 'x');
        }
        client.send(row);
        for (std::size_t count = 0; count < 200; ++count) {
            const auto reply = client.read_reply();
            REQUIRE(reply.has_value());
            CHECK(reply->body == std::to_string(count));
        }
    }
}

TEST_CASE("HttpServer: a bad request behind good ones ends the row", "[server][http]")
{
    TestServer server(Wire::plain);
    RawClient client = server.connect();
    client.send(get_head + "\r\n" + "GET / HTTP/1.1\n\n" + get_head + "\r\n");
    CHECK(client.read_reply()->status == 200);
    CHECK(client.read_reply()->status == 400);
    client.finish_sending();
    CHECK(client.read_to_end().empty());
}
