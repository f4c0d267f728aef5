#include "server/http/test_server.h"
#include "support/catch.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <fstream>
#include <memory>
#include <string>

// What is negotiated, and the change of certificates.

namespace {

using namespace http_tests;
using namespace server::http;

const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Whether a client with these settings gets through the handshake; a null list keeps the library's.
bool shakes_hands(
    std::uint16_t port, int version_max, const char* suites, const char* protocols = nullptr)
{
    RawClient transport(port, Wire::plain);
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(
        SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), version_max);
    REQUIRE((suites == nullptr || SSL_CTX_set_cipher_list(context.get(), suites) == 1));
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
    if (protocols != nullptr) {
        const std::string_view list(protocols);
        SSL_set_alpn_protos(tls.get(), reinterpret_cast<const unsigned char*>(list.data()),
            static_cast<unsigned>(list.size()));
    }
    SSL_set_fd(tls.get(), transport.socket());
    return SSL_connect(tls.get()) == 1;
}

} // namespace

TEST_CASE("HttpServer: only TLS 1.2 with ECDHE and AEAD, and TLS 1.3, are spoken", "[server][http]")
{
    TestServer server(Wire::tls);
    CHECK(shakes_hands(server.port(), TLS1_3_VERSION, nullptr));
    CHECK(shakes_hands(server.port(), TLS1_2_VERSION, nullptr));
    CHECK(shakes_hands(server.port(), TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"));
    CHECK_FALSE(shakes_hands(server.port(), TLS1_1_VERSION, "ALL:@SECLEVEL=0"));
    CHECK_FALSE(shakes_hands(
        server.port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA"));
    CHECK_FALSE(
        shakes_hands(server.port(), TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256"));
}

TEST_CASE("HttpServer: a client that speaks only HTTP/2 is turned away in the handshake",
    "[server][http]")
{
    TestServer server(Wire::tls);
    CHECK(shakes_hands(server.port(), TLS1_3_VERSION, nullptr, "\x02h2\x08http/1.1"));
    CHECK_FALSE(shakes_hands(server.port(), TLS1_3_VERSION, nullptr, "\x02h2"));
}

TEST_CASE("HttpServer: renegotiation and resumption are not offered", "[server][http]")
{
    TestServer server(Wire::tls);
    RawClient client = server.connect();
    client.send(get);
    CHECK(client.read_reply()->status == 200);
    CHECK(SSL_SESSION_is_resumable(SSL_get0_session(client.tls())) == 0);

    RawClient transport(server.port(), Wire::plain);
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(
        SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_fd(tls.get(), transport.socket());
    REQUIRE(SSL_connect(tls.get()) == 1);
    SSL_renegotiate(tls.get());
    CHECK(SSL_do_handshake(tls.get()) != 1);
}

TEST_CASE("HttpServer: a stalled handshake is cut at its deadline", "[server][http]")
{
    Limits limits;
    limits.handshake_ms = std::chrono::milliseconds(50);
    TestServer server(Wire::tls, limits);
    RawClient silent(server.port(), Wire::plain);
    CHECK(silent.read_to_end().empty());
    RawClient halfway(server.port(), Wire::plain);
    halfway.send("\x16\x03\x01\x02");
    CHECK(halfway.read_to_end().empty());
}

TEST_CASE("HttpServer: plain HTTP on the TLS port is closed and harms nobody", "[server][http]")
{
    TestServer server(Wire::tls);
    RawClient plain(server.port(), Wire::plain);
    plain.send(get);
    CHECK(plain.read_to_end().find("HTTP/1.1 200") == std::string::npos);
    CHECK(ask(server.port(), Wire::tls, get)->status == 200);
}

TEST_CASE("HttpServer: a connection cut without close_notify in the middle of a body is not a "
          "whole request",
    "[server][http]")
{
    TestServer server(Wire::tls);
    RawClient client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\nabc");
    ::shutdown(client.socket(), SHUT_WR);
    const auto line = server.log().wait_for_line(0);
    CHECK(line.status == 400);
    CHECK(line.fault == "incomplete_body");
}

TEST_CASE("HttpServer: a reloaded certificate is for new connections", "[server][http]")
{
    TestServer server(Wire::tls);
    const std::string old_print = server.certificate().fingerprint();
    RawClient before = server.connect();
    before.send(get);
    CHECK(before.read_reply()->status == 200);
    CHECK(before.server_fingerprint() == old_print);

    server.certificate().renew();
    REQUIRE(server.server().reload_certificate().has_value());
    RawClient after = server.connect();
    CHECK(after.server_fingerprint() == server.certificate().fingerprint());
    CHECK(after.server_fingerprint() != old_print);
    before.send(get); // the old connection lives on
    CHECK(before.read_reply()->status == 200);
}

TEST_CASE(
    "HttpServer: a bad reload keeps the old certificate and says what is wrong", "[server][http]")
{
    TestServer server(Wire::tls);
    const std::string old_print = server.certificate().fingerprint();
    std::ofstream(server.certificate().key_file()) << "broken";
    const auto reloaded = server.server().reload_certificate();
    REQUIRE(!reloaded.has_value());
    CHECK(reloaded.error().code == ServerErrorCode::private_key_unreadable);
    CHECK(server.connect().server_fingerprint() == old_print);
}
