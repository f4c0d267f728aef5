#include "http/client_address.h"
#include "support/catch.h"

#include <string>
#include <vector>

using server::http::TrustedProxies;

namespace {

// Who sent a request with these X-Forwarded-For fields, in their order, over a connection from `sender`.
std::string client(const TrustedProxies& proxies, const std::string& sender,
    const std::vector<std::string>& fields)
{
    std::string text = "GET / HTTP/1.1\r\nHost: vault.test\r\n";
    for (const std::string& field : fields) {
        text += "X-Forwarded-For: " + field + "\r\n";
    }
    const auto head = server::http::parse_request_head(text + "\r\n");
    REQUIRE(head);
    const auto peer = server::http::peer_of_text(sender);
    REQUIRE(peer);
    return proxies.client_of(*head, *peer).address;
}

} // namespace

TEST_CASE("client address: nobody but a trusted proxy is believed", "[http]")
{
    const TrustedProxies none{{}};
    const TrustedProxies local{{"127.0.0.1"}};
    CHECK(client(none, "127.0.0.1", {"203.0.113.7"}) == "127.0.0.1");
    CHECK(client(local, "198.51.100.1", {"203.0.113.7"}) == "198.51.100.1");
    CHECK(client(local, "127.0.0.1", {"203.0.113.7"}) == "203.0.113.7");
    CHECK(client(local, "127.0.0.1", {}) == "127.0.0.1");
}

TEST_CASE("client address: what a client wrote itself stands before what its proxy wrote", "[http]")
{
    const TrustedProxies proxies{{"127.0.0.1", "2001:DB8:0::1"}};
    CHECK(client(proxies, "127.0.0.1", {"10.9.9.9, 203.0.113.7"}) == "203.0.113.7");
    CHECK(client(proxies, "127.0.0.1", {"10.9.9.9", "203.0.113.7"}) == "203.0.113.7");
    CHECK(client(proxies, "127.0.0.1", {"10.9.9.9, 203.0.113.7 ,2001:db8::1"}) == "203.0.113.7");
    CHECK(client(proxies, "127.0.0.1", {"203.0.113.7", "2001:db8::1"}) == "203.0.113.7");
    CHECK(client(proxies, "127.0.0.1", {"127.0.0.1,2001:db8::1"}) == "127.0.0.1");
    CHECK(client(proxies, "2001:db8::1", {"::ffff:203.0.113.7"}) == "203.0.113.7");
}

TEST_CASE("client address: where the list is no list, the last that could be read counts", "[http]")
{
    const TrustedProxies proxies{{"127.0.0.1", "127.0.0.2"}};
    for (const char* odd : {"unknown", "203.0.113.7:80", "[2001:db8::5]", "203.0.113", ",", "",
             "203.0.113.7,", "for=203.0.113.7", "203.0.113.7 10.0.0.1", "\xC3\xA4"}) {
        CAPTURE(odd);
        CHECK(client(proxies, "127.0.0.1", {odd}) == "127.0.0.1");
        CHECK(client(proxies, "127.0.0.1", {std::string{odd} + ", 127.0.0.2"}) == "127.0.0.2");
    }
}

TEST_CASE(
    "client address: two addresses of one IPv6 /64 are one peer, of two /64 they are two", "[http]")
{
    const auto key = [](const char* text) { return server::http::peer_of_text(text)->key; };
    CHECK(key("2001:db8:0:7::1") == key("2001:db8:0:7:ffff::9"));
    CHECK(key("2001:db8:0:7::1") != key("2001:db8:0:8::1"));
    CHECK(key("192.0.2.1") != key("192.0.2.2"));
    CHECK(key("::ffff:192.0.2.1") == key("192.0.2.1"));
    CHECK(key("c000:201::") != key("192.0.2.1"));
    CHECK_FALSE(server::http::peer_of_text("fe80::1%eth0"));
}
