#include "config/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <fstream>
#include <set>
#include <sstream>
#include <variant>

namespace server {

namespace {

struct TextOption {
    std::string Config::* member;
    std::size_t bytes_max = 4096;
};
struct NumberOption {
    std::int64_t Config::* member;
    std::int64_t min;
    std::int64_t max;
};
struct FlagOption {
    bool Config::* member;
};
// Numeric addresses, IPv4 or IPv6.
struct AddressesOption {
    std::vector<std::string> Config::* member;
    std::size_t count_max;
};
// HTTPS servers, "https://host" or "https://host:port", each of another host.
struct ServersOption {
    std::vector<std::string> Config::* member;
    std::size_t count_max;
};
struct FormatOption {};
struct LevelOption {};

struct Option {
    std::string_view table;
    std::string_view name;
    std::string_view dotted;
    std::variant<TextOption, NumberOption, FlagOption, AddressesOption, ServersOption, FormatOption,
        LevelOption>
        kind;
};

const std::array options{
    Option{"vault", "data", "vault.data", TextOption{&Config::data_folder}},
    Option{"vault", "keys", "vault.keys", TextOption{&Config::keys_folder}},
    Option{"vault", "custody_file", "vault.custody_file", TextOption{&Config::custody_file}},
    Option{"vault", "next_custody_file", "vault.next_custody_file",
        TextOption{&Config::next_custody_file}},
    Option{"vault", "cache_mib", "vault.cache_mib",
        NumberOption{&Config::cache_mib, vault::Vault::cache_mib_min, vault::Vault::cache_mib_max}},
    Option{"http", "listen", "http.listen", TextOption{&Config::listen, 100}},
    Option{"http", "public_url", "http.public_url", TextOption{&Config::public_url, 500}},
    Option{"http", "plain_http", "http.plain_http", FlagOption{&Config::plain_http}},
    Option{"http", "trusted_proxies", "http.trusted_proxies",
        AddressesOption{&Config::trusted_proxies, 100}},
    Option{
        "http", "certificate_file", "http.certificate_file", TextOption{&Config::certificate_file}},
    Option{
        "http", "private_key_file", "http.private_key_file", TextOption{&Config::private_key_file}},
    Option{"http", "request_workers", "http.request_workers",
        NumberOption{&Config::request_workers, 1, 256}},
    Option{"http", "transfer_workers", "http.transfer_workers",
        NumberOption{&Config::transfer_workers, 1, 256}},
    Option{"http", "connections_max", "http.connections_max",
        NumberOption{&Config::connections_max, 10, 1'000'000}},
    Option{"http", "connections_per_peer_max", "http.connections_per_peer_max",
        NumberOption{&Config::connections_per_peer_max, 0, 1'000'000}},
    Option{"http", "transfers_per_peer_max", "http.transfers_per_peer_max",
        NumberOption{&Config::transfers_per_peer_max, 0, 256}},
    Option{"http", "drain_seconds", "http.drain_seconds",
        NumberOption{&Config::drain_seconds, 0, 300}},
    Option{"clock", "witnesses", "clock.witnesses", ServersOption{&Config::clock_witnesses, 9}},
    Option{"clock", "trusted_certificates", "clock.trusted_certificates",
        TextOption{&Config::clock_trusted_certificates}},
    Option{"scan", "threads", "scan.threads", NumberOption{&Config::scan_threads, 0, 256}},
    Option{"scan", "jobs_max", "scan.jobs_max", NumberOption{&Config::scan_jobs_max, 1, 10'000}},
    Option{"scan", "rules_folder", "scan.rules_folder", TextOption{&Config::rules_folder}},
    Option{"scan", "parser_file", "scan.parser_file", TextOption{&Config::parser_file}},
    Option{"sign_in", "per_account_per_minute", "sign_in.per_account_per_minute",
        NumberOption{&Config::sign_ins_per_account_per_minute, 1, 1'000'000}},
    Option{"sign_in", "per_source_per_minute", "sign_in.per_source_per_minute",
        NumberOption{&Config::sign_ins_per_source_per_minute, 1, 1'000'000}},
    Option{"guests", "tickets", "guests.tickets", FlagOption{&Config::guest_tickets}},
    Option{"guests", "tickets_per_source_per_hour", "guests.tickets_per_source_per_hour",
        NumberOption{&Config::guest_tickets_per_source_per_hour, 1, 1'000'000}},
    Option{"scan", "previews_per_source_per_second", "scan.previews_per_source_per_second",
        NumberOption{&Config::previews_per_source_per_second, 1, 1'000'000}},
    Option{"log", "format", "log.format", FormatOption{}},
    Option{"log", "level", "log.level", LevelOption{}},
    Option{"log", "addresses", "log.addresses", FlagOption{&Config::log_addresses}},
};

constexpr std::size_t config_bytes_max = 1024 * 1024;

ConfigError at(std::string_view file, const toml::source_region& where, std::string_view sentence)
{
    return {fmt::format("{}:{}: {}", file, where.begin.line, sentence)};
}

bool is_numeric(const std::string& address, int family)
{
    in6_addr parsed{}; // large enough for either family
    return ::inet_pton(family, address.c_str(), &parsed) == 1;
}

bool is_label(std::string_view label)
{
    return !label.empty() && label.size() < 64 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(
               label,
               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// A name of labels in small letters, or a numeric IPv4 address in its one form.
bool is_host(const std::string& host)
{
    const std::size_t dot = host.rfind('.');
    const std::string_view last =
        std::string_view{host}.substr(dot == std::string::npos ? 0 : dot + 1);
    if (!last.empty() && last.front() >= '0' && last.front() <= '9') {
        return is_numeric(host, AF_INET);
    }
    std::string_view rest = host;
    while (rest.find('.') != std::string_view::npos) {
        if (!is_label(rest.substr(0, rest.find('.')))) {
            return false;
        }
        rest.remove_prefix(rest.find('.') + 1);
    }
    return is_label(rest);
}

// The host of "https://host" or "https://host:port"; empty when it is neither.
std::string host_of_server(std::string_view url)
{
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme) || url.size() > 300) {
        return {};
    }
    url.remove_prefix(scheme.size());
    const std::size_t colon = std::min(url.find(':'), url.size());
    std::string host{url.substr(0, colon)};
    if (!is_host(host)) {
        return {};
    }
    if (colon < url.size()) {
        std::uint16_t port = 0;
        const char* const end = url.data() + url.size();
        const auto [stop, error] = std::from_chars(url.data() + colon + 1, end, port);
        if (error != std::errc{} || stop != end || port == 0) {
            return {};
        }
    }
    return host;
}

// Empty when the value was taken, else what is wrong with it.
struct Assign {
    Config& config;
    const toml::node& node;

    std::string operator()(const TextOption& option) const
    {
        const auto value = node.value_exact<std::string>();
        if (!value) {
            return "a text in quotes is expected";
        }
        if (value->size() > option.bytes_max || value->find('\0') != std::string::npos) {
            return "this text is too long or holds a zero byte";
        }
        config.*option.member = *value;
        return {};
    }
    std::string operator()(const NumberOption& option) const
    {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < option.min || *value > option.max) {
            return fmt::format("a whole number from {} to {} is expected", option.min, option.max);
        }
        config.*option.member = *value;
        return {};
    }
    std::string operator()(const FlagOption& option) const
    {
        const auto value = node.value_exact<bool>();
        if (!value) {
            return "true or false is expected";
        }
        config.*option.member = *value;
        return {};
    }
    std::string operator()(const AddressesOption& option) const
    {
        std::string wrong = fmt::format(
            "a list of at most {} numeric addresses is expected, for example [\"127.0.0.1\"]",
            option.count_max);
        const toml::array* list = node.as_array();
        if (list == nullptr || list->size() > option.count_max) {
            return wrong;
        }
        std::vector<std::string> addresses;
        for (const toml::node& item : *list) {
            const auto text = item.value_exact<std::string>();
            if (!text || !(is_numeric(*text, AF_INET) || is_numeric(*text, AF_INET6))) {
                return wrong;
            }
            addresses.push_back(*text);
        }
        config.*option.member = std::move(addresses);
        return {};
    }
    std::string operator()(const ServersOption& option) const
    {
        std::string wrong =
            fmt::format("a list of at most {} servers of different hosts in small letters is "
                        "expected, for example [\"https://www.example.com\"]",
                option.count_max);
        const toml::array* list = node.as_array();
        if (list == nullptr || list->size() > option.count_max) {
            return wrong;
        }
        // Two ports of one host are one server: it alone would be a majority.
        std::set<std::string> hosts;
        std::vector<std::string> servers;
        for (const toml::node& item : *list) {
            const auto text = item.value_exact<std::string>();
            const std::string host = text ? host_of_server(*text) : std::string{};
            if (host.empty() || !hosts.insert(host).second) {
                return wrong;
            }
            servers.push_back(*text);
        }
        config.*option.member = std::move(servers);
        return {};
    }
    std::string operator()(const FormatOption&) const
    {
        const auto value = node.value_exact<std::string>();
        if (value != "text" && value != "json") {
            return "\"text\" or \"json\" is expected";
        }
        config.log_format = value == "json" ? log::Format::json : log::Format::text;
        return {};
    }
    std::string operator()(const LevelOption&) const
    {
        const auto value = node.value_exact<std::string>();
        for (const log::Level level :
            {log::Level::debug, log::Level::info, log::Level::warning, log::Level::error}) {
            if (value == to_string(level)) {
                config.log_level = level;
                return {};
            }
        }
        return "\"debug\", \"info\", \"warning\" or \"error\" is expected";
    }
};

std::expected<void, ConfigError> read_table(
    Config& config, std::string_view table_name, const toml::table& table, std::string_view file)
{
    for (const auto& [key, node] : table) {
        const auto option = std::ranges::find_if(options,
            [&](const Option& row) { return row.table == table_name && row.name == key.str(); });
        if (option == options.end()) {
            return std::unexpected{at(file, key.source(),
                "no such option; the ticketvaultd.toml that came with the program lists them all")};
        }
        if (const std::string wrong = std::visit(Assign{config, node}, option->kind);
            !wrong.empty()) {
            return std::unexpected{
                at(file, node.source(), fmt::format("{}: {}", option->dotted, wrong))};
        }
    }
    return {};
}

bool is_loopback(std::string_view address)
{
    return address == "::1" || address.starts_with("127.");
}

} // namespace

std::vector<std::string_view> config_option_names()
{
    std::vector<std::string_view> names;
    for (const Option& option : options) {
        names.push_back(option.dotted);
    }
    return names;
}

std::expected<Config, ConfigError> parse_config(
    std::string_view toml_text, std::string_view file_name)
{
    Config config;
    toml::table root;
    try {
        root = toml::parse(toml_text, file_name);
    } catch (const toml::parse_error& error) {
        // The parser's own words may quote the file.
        return std::unexpected{at(file_name, error.source(), "this is not valid TOML")};
    }
    for (const auto& [key, node] : root) {
        const toml::table* table = node.as_table();
        const bool known =
            std::ranges::any_of(options, [&](const Option& row) { return row.table == key.str(); });
        if (table == nullptr || !known) {
            return std::unexpected{at(file_name, key.source(),
                "no such table; the ticketvaultd.toml that came with the program lists them all")};
        }
        if (auto read = read_table(config, key.str(), *table, file_name); !read) {
            return std::unexpected{read.error()};
        }
    }
    return config;
}

std::expected<Config, ConfigError> read_config(const std::filesystem::path& file)
{
    std::ifstream stream{file, std::ios::binary};
    std::string text(config_bytes_max + 1, '\0');
    if (!stream || !stream.read(text.data(), static_cast<std::streamsize>(text.size())).eof()) {
        return std::unexpected{
            ConfigError{fmt::format("{}: cannot be read, or is larger than 1 MiB", file.string())}};
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return parse_config(text, file.string());
}

std::expected<ListenAddress, ConfigError> parse_listen(std::string_view text)
{
    const auto refuse = [] {
        return std::unexpected{
            ConfigError{"listen: a numeric ADDRESS:PORT is expected, for example 127.0.0.1:8443 or "
                        "[::1]:8443"}};
    };
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return refuse();
    }
    ListenAddress listen;
    std::string_view address = text.substr(0, colon);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed) {
        address = address.substr(1, address.size() - 2);
    }
    // A name would have to be looked up, and an IPv6 address without brackets is ambiguous with its port.
    listen.address = address;
    if (!is_numeric(listen.address, bracketed ? AF_INET6 : AF_INET)) {
        return refuse();
    }
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), listen.port);
    if (error != std::errc{} || end != port.data() + port.size() || port.empty()) {
        return refuse();
    }
    listen.loopback = is_loopback(address);
    return listen;
}

std::expected<void, ConfigError> check_config(const Config& config)
{
    const auto refuse = [](std::string_view sentence) {
        return std::unexpected{ConfigError{std::string{sentence}}};
    };
    if (config.data_folder.empty() || config.keys_folder.empty()) {
        return refuse("no vault named; give --data DIR and --keys DIR, or vault.data and "
                      "vault.keys in the configuration file");
    }
    const auto listen = parse_listen(config.listen);
    if (!listen) {
        return std::unexpected{listen.error()};
    }
    if (config.plain_http && !listen->loopback) {
        return refuse("http.plain_http is allowed on a loopback address only; listen on 127.0.0.1 "
                      "or use HTTPS");
    }
    if (config.clock_witnesses.size() == 1) {
        return refuse("clock.witnesses needs none, or two servers at least: more than half of them "
                      "must tell the same time");
    }
    if (config.clock_trusted_certificates.find('\n') != std::string::npos) {
        return refuse("clock.trusted_certificates must not hold a line end");
    }
    if (config.certificate_file.empty() != config.private_key_file.empty()) {
        return refuse("http.certificate_file and http.private_key_file must be given together");
    }
    if (!config.public_url.empty() &&
        (!config.public_url.starts_with("https://") && !config.public_url.starts_with("http://"))) {
        return refuse("http.public_url must begin with https://");
    }
    if (config.public_url.ends_with('/')) {
        return refuse("http.public_url must not end with a slash");
    }
    return {};
}

} // namespace server
