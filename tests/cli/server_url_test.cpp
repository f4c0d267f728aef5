#include "service/server_url.h"

#include "service/fingerprint.h"

#include "support/catch.h"

#include <string>

TEST_CASE("ServerUrl: the usual spellings become one", "[cli]")
{
    struct Row {
        const char* text;
        const char* url;
    };
    for (const Row row : {Row{"https://vault.example.com", "https://vault.example.com:443"},
             Row{"https://vault.example.com/", "https://vault.example.com:443"},
             Row{"https://127.0.0.1:8443", "https://127.0.0.1:8443"},
             Row{"https://[::1]:8443", "https://[::1]:8443"},
             Row{"https://[::1]", "https://[::1]:443"},
             Row{"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
             Row{"http://localhost", "http://localhost:80"},
             Row{"http://[::1]:1", "http://[::1]:1"}}) {
        CAPTURE(row.text);
        const auto url = cli::parse_server_url(row.text);
        REQUIRE(url);
        REQUIRE(url->to_string() == row.url);
    }
}

TEST_CASE("ServerUrl: nothing crosses a network in clear, and nothing hides in a URL", "[cli]")
{
    for (const char* text : {"http://vault.example.com", "http://127.0.0.1.example.com",
             "http://10.0.0.1:80", "ftp://x", "vault.example.com", "", "https://",
             "https://user:pw@host", "https://host/path", "https://host?x",
             "https://host:", "https://host:0", "https://host:70000", "https://host:8443x",
             "https://[::1", "https://[::1]x", "https://a:b:c", "https://ho st"}) {
        CAPTURE(text);
        const auto url = cli::parse_server_url(text);
        REQUIRE_FALSE(url);
        REQUIRE(url.error().code == cli::ExitCode::usage);
    }
}

TEST_CASE("GuestLink: a link and its bare form name ticket and secret", "[cli]")
{
    const std::string ticket = "tkt_" + std::string(26, '0');
    const std::string secret(43, 'A');
    const std::string url = "https://h:1/#/ticket/" + ticket + "." + secret;
    const auto link = cli::parse_guest_link(url);
    REQUIRE(link);
    REQUIRE(link->server == "https://h:1");
    REQUIRE(link->ticket == ticket);
    REQUIRE(link->secret == secret);
    const std::string bare = ticket + "." + secret;
    REQUIRE(cli::parse_guest_link(bare));
    REQUIRE(cli::parse_guest_link(bare)->server.empty());
    for (const std::string& broken : {ticket, ticket + ".", bare + "A", "x" + bare,
             "https://h:1/ticket/" + bare, ticket + "." + std::string(42, 'A') + "\n"}) {
        CAPTURE(broken.size());
        REQUIRE_FALSE(cli::parse_guest_link(broken));
    }
}

TEST_CASE("Fingerprint: every usual spelling becomes one, anything else nothing", "[cli]")
{
    const std::string hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    REQUIRE(cli::normalize_fingerprint("SHA256:" + hex) == "SHA256:" + hex);
    REQUIRE(cli::normalize_fingerprint(hex) == "SHA256:" + hex);
    REQUIRE(
        cli::normalize_fingerprint("00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:"
                                   "55:66:77:88:99:AA:BB:CC:DD:EE:FF") == "SHA256:" + hex);
    REQUIRE_FALSE(cli::normalize_fingerprint(hex.substr(1)));
    REQUIRE_FALSE(cli::normalize_fingerprint("SHA256:" + hex + "0"));
    REQUIRE_FALSE(cli::normalize_fingerprint("SHA1:" + hex));
    REQUIRE_FALSE(cli::normalize_fingerprint(""));
}
