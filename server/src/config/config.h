#pragma once

#include "log/log.h"
#include "vault/vault.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace server {

// Everything an operator may set. packaging/ticketvaultd.toml documents each option in place; config.cpp holds the table that reads
// them, with the bounds.
struct Config {
    std::string data_folder;
    std::string keys_folder;
    std::string custody_file;      // empty: $CREDENTIALS_DIRECTORY/custody of systemd
    std::string next_custody_file; // empty: the custody key is changed with the service stopped
    std::int64_t cache_mib = vault::Vault::cache_mib_default;

    std::string listen = "127.0.0.1:8443";
    std::string public_url; // empty: the Host header of the request
    bool plain_http = false;
    std::vector<std::string> trusted_proxies; // numeric addresses
    std::string
        certificate_file; // empty, with private_key_file: a self-signed one in the keys folder
    std::string private_key_file;
    std::int64_t request_workers = 32;
    std::int64_t transfer_workers = 8;
    std::int64_t connections_max = 20'000;
    std::int64_t connections_per_peer_max = 256;
    std::int64_t transfers_per_peer_max = 4;
    std::int64_t drain_seconds = 10;

    std::vector<std::string>
        clock_witnesses; // https://host or https://host:port; none: nobody is asked
    std::string clock_trusted_certificates; // empty: the machine's

    std::int64_t scan_threads = 0; // 0: one a processor
    std::int64_t scan_jobs_max = 64;
    std::string rules_folder; // empty: the built-in rules only
    std::string parser_file;  // ticketvault-parser; empty: the one beside this program

    std::int64_t sign_ins_per_account_per_minute = 10;
    std::int64_t sign_ins_per_source_per_minute = 100;
    bool guest_tickets = true;
    std::int64_t guest_tickets_per_source_per_hour = 10;
    std::int64_t previews_per_source_per_second = 4;

    log::Format log_format = log::Format::text;
    log::Level log_level = log::Level::info;
    bool log_addresses = false;
};

// One sentence with file and line; no value of the file is repeated.
struct ConfigError {
    std::string text;
};

// Reads TOML over the defaults. Unknown tables and options, wrong types and values out of bounds are refused.
[[nodiscard]] std::expected<Config, ConfigError> read_config(const std::filesystem::path& file);
[[nodiscard]] std::expected<Config, ConfigError> parse_config(
    std::string_view toml, std::string_view file_name);

// Rules over several options, applied when the command line has had its say.
[[nodiscard]] std::expected<void, ConfigError> check_config(const Config& config);

// The dotted names of every option, for the test that holds packaging/ticketvaultd.toml against the table.
[[nodiscard]] std::vector<std::string_view> config_option_names();

// "127.0.0.1:8443" or "[::1]:8443".
struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
    bool loopback = false;
};
[[nodiscard]] std::expected<ListenAddress, ConfigError> parse_listen(std::string_view text);

} // namespace server
