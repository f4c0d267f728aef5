#include "config/config.h"
#include "support/catch.h"
#include "support/places.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

using namespace server;

namespace {

std::string shipped_file()
{
    std::ifstream stream{std::string{tests::source_folder} + "/packaging/ticketvaultd.toml"};
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

struct Wrong {
    const char* toml;
    const char* place; // how the error begins
};

Config valid()
{
    Config config;
    config.data_folder = "/d";
    config.keys_folder = "/k";
    return config;
}

} // namespace

TEST_CASE("config: the shipped file states every option with its default", "[server]")
{
    const std::string text = shipped_file();
    const auto config = parse_config(text, "ticketvaultd.toml");
    REQUIRE(config);
    const Config defaults;
    CHECK(config->cache_mib == defaults.cache_mib);
    CHECK(config->listen == defaults.listen);
    CHECK(config->plain_http == defaults.plain_http);
    CHECK(config->trusted_proxies == defaults.trusted_proxies);
    CHECK(config->request_workers == defaults.request_workers);
    CHECK(config->transfer_workers == defaults.transfer_workers);
    CHECK(config->connections_max == defaults.connections_max);
    CHECK(config->connections_per_peer_max == defaults.connections_per_peer_max);
    CHECK(config->transfers_per_peer_max == defaults.transfers_per_peer_max);
    CHECK(config->drain_seconds == defaults.drain_seconds);
    CHECK(config->clock_witnesses == defaults.clock_witnesses);
    CHECK(config->clock_trusted_certificates == defaults.clock_trusted_certificates);
    CHECK(config->scan_threads == defaults.scan_threads);
    CHECK(config->scan_jobs_max == defaults.scan_jobs_max);
    CHECK(config->sign_ins_per_account_per_minute == defaults.sign_ins_per_account_per_minute);
    CHECK(config->sign_ins_per_source_per_minute == defaults.sign_ins_per_source_per_minute);
    CHECK(config->guest_tickets == defaults.guest_tickets);
    CHECK(config->guest_tickets_per_source_per_hour == defaults.guest_tickets_per_source_per_hour);
    CHECK(config->log_format == defaults.log_format);
    CHECK(config->log_level == defaults.log_level);
    CHECK(config->log_addresses == defaults.log_addresses);
    for (const std::string_view dotted : config_option_names()) {
        INFO(dotted);
        const std::size_t dot = dotted.find('.');
        const std::string table = "[" + std::string{dotted.substr(0, dot)} + "]";
        const std::size_t begin = text.find(table);
        REQUIRE(begin != std::string::npos);
        const std::string section = text.substr(begin, text.find("\n[", begin) - begin);
        CHECK(
            section.find("\n" + std::string{dotted.substr(dot + 1)} + " = ") != std::string::npos);
    }
}

TEST_CASE("config: a wrong file is refused with its line and without its values", "[server]")
{
    constexpr Wrong cases[] = {
        {"[http]\nlisten = 5\n", "f.toml:2: http.listen: a text"},
        {"[vault]\ncache_mib = 15\n", "f.toml:2: vault.cache_mib: a whole number from 16 to 65536"},
        {"[http]\n\nrequest_workers = 0\n",
            "f.toml:3: http.request_workers: a whole number from 1 to 256"},
        {"[http]\nrequest_workers = 1.5\n", "f.toml:2: http.request_workers"},
        {"[http]\nplain_http = \"hunter2\"\n", "f.toml:2: http.plain_http: true or false"},
        {"[http]\ntrusted_proxies = \"127.0.0.1\"\n",
            "f.toml:2: http.trusted_proxies: a list of at most 100 numeric addresses"},
        {"[http]\ntrusted_proxies = [\"127.0.0.1\", \"hunter2\"]\n",
            "f.toml:2: http.trusted_proxies: a list of"},
        {"[http]\ntrusted_proxies = [\"10.0.0.0/8\"]\n", "f.toml:2: http.trusted_proxies: a list"},
        {"[clock]\nwitnesses = \"https://a.example\"\n",
            "f.toml:2: clock.witnesses: a list of at most 9"},
        {"[clock]\nwitnesses = [\"http://hunter2\"]\n", "f.toml:2: clock.witnesses: a list"},
        {"[clock]\nwitnesses = [\"https://a:hunter2@b.example\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://a.example/hunter2\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://a.example:0\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://a.example\", \"https://a.example\"]\n",
            "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://a.example\", \"https://a.example:444\"]\n",
            "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://A.example\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://a.example.\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://.\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://-a.example\"]\n", "f.toml:2: clock.witnesses"},
        {"[clock]\nwitnesses = [\"https://127.1\"]\n", "f.toml:2: clock.witnesses"},
        {"[log]\nformat = \"hunter2\"\n", "f.toml:2: log.format: \"text\" or"},
        {"[log]\nlevel = 1\n", "f.toml:2"},
        {"[http]\nhunter2 = 1\n", "f.toml:2: no such option"},
        {"[hunter2]\na = 1\n", "f.toml:1: no such table"},
        {"http = 1\n", "f.toml:1: no such table"},
        {"[http]\nlisten = \"hunter2\n", "f.toml:2: this is not valid TOML"},
        {"[http]\nlisten = \"a\"\nlisten = \"b\"\n", "f.toml:3: this is not valid TOML"},
    };
    for (const Wrong& one : cases) {
        INFO(one.toml);
        const auto config = parse_config(one.toml, "f.toml");
        REQUIRE_FALSE(config);
        INFO(config.error().text);
        CHECK(config.error().text.starts_with(one.place));
        CHECK(config.error().text.find("hunter2") == std::string::npos);
    }
    CHECK_FALSE(read_config("/nonexistent/ticketvaultd.toml"));
}

TEST_CASE("config: what contradicts itself is refused", "[server]")
{
    CHECK(check_config(valid()));
    CHECK_FALSE(check_config(Config{}));

    Config plain = valid();
    plain.plain_http = true;
    CHECK(check_config(plain));
    plain.listen = "0.0.0.0:80";
    CHECK_FALSE(check_config(plain));
    plain.listen = "[::1]:80";
    CHECK(check_config(plain));

    Config half = valid();
    half.certificate_file = "/c.pem";
    CHECK_FALSE(check_config(half));

    // One alone would be the majority of itself.
    Config alone = valid();
    alone.clock_witnesses = {"https://a.example"};
    CHECK_FALSE(check_config(alone));
    alone.clock_witnesses = {"https://a.example", "https://b.example:8443"};
    CHECK(check_config(alone));
    alone.clock_trusted_certificates = "/a\nhttps://c.example";
    CHECK_FALSE(check_config(alone));

    Config url = valid();
    url.public_url = "vault.example.com";
    CHECK_FALSE(check_config(url));
    url.public_url = "https://vault.example.com/";
    CHECK_FALSE(check_config(url));
    url.public_url = "https://vault.example.com";
    CHECK(check_config(url));
}

TEST_CASE("config: listen takes address and port and nothing else", "[server]")
{
    for (const char* wrong : {"", "127.0.0.1", ":8443", "127.0.0.1:", "127.0.0.1:x",
             "127.0.0.1:70000", "127.0.0.1:-1", "::1:8443", "127.0.0.1:8443 ", "localhost:8443",
             "256.0.0.1:8443", "[127.0.0.1]:8443", "[::1%lo]:8443"}) {
        INFO(wrong);
        CHECK_FALSE(parse_listen(wrong));
    }
    const auto v6 = parse_listen("[2001:db8::1]:443");
    REQUIRE(v6);
    CHECK(v6->address == "2001:db8::1");
    CHECK(v6->port == 443);
    CHECK_FALSE(v6->loopback);
    CHECK(parse_listen("127.0.0.1:0")->loopback);
}
