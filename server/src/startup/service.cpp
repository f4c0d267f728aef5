#include "startup/service.h"

#include "access/router.h"
#include "application.h"
#include "clock/clock_watch.h"
#include "http/http_server.h"
#include "redactor/child_process.h"
#include "startup/certificate.h"
#include "startup/exposure.h"

#include <unistd.h>

#include <algorithm>
#include <fmt/core.h>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace server {

namespace {

constexpr std::string_view server_fault_words[] = {"handler_threw"};

StartupError listen_error(
    const http::ServerError& error, const Config& config, const std::optional<http::TlsFiles>& tls)
{
    using enum http::ServerErrorCode;
    const bool of_key =
        error.code == private_key_unreadable || error.code == certificate_key_mismatch;
    if (tls && (of_key || error.code == certificate_unreadable)) {
        return {config.certificate_file.empty() ? ExitCode::failed : ExitCode::usage,
            fmt::format("{}: {}", (of_key ? tls->private_key : tls->certificate).string(),
                error.text.text())};
    }
    return {ExitCode::failed, fmt::format("{}: {}", config.listen, error.text.text())};
}

std::expected<std::shared_ptr<const redactor::RuleSet>, StartupError> load_rules(
    const Config& config)
{
    const std::vector<std::filesystem::path> folders{config.rules_folder};
    auto rules = config.rules_folder.empty() ? redactor::RuleSet::builtin()
                                             : redactor::RuleSet::load(folders);
    if (!rules) {
        const redactor::RuleError& error = rules.error();
        const std::string line = error.line == 0 ? "" : fmt::format(":{}", error.line);
        return std::unexpected{StartupError{ExitCode::usage,
            fmt::format(
                "{}{}: {}; without its rules (scan.rules_folder) the service does not start",
                error.file, line, error.what)}};
    }
    if (const auto failures =
            config.rules_folder.empty() ? std::vector<redactor::RuleFailure>{} : (*rules)->check();
        !failures.empty()) {
        return std::unexpected{StartupError{ExitCode::usage,
            fmt::format("{}: rule {} {}; 'ticketvault rules check --rules' shows all that do not "
                        "hold, and without them (scan.rules_folder) the service does not start",
                config.rules_folder, failures.front().rule, failures.front().what)}};
    }
    return std::move(*rules);
}

std::size_t scan_threads(const Config& config)
{
    return config.scan_threads > 0 ? static_cast<std::size_t>(config.scan_threads)
                                   : std::max(1U, std::thread::hardware_concurrency());
}

// Requests that the server itself had to answer; the router logs the others.
void log_exchange(log::Log& log, const http::ExchangeRecord& record)
{
    if (record.fault.empty()) {
        return;
    }
    const auto id = vault::decode_id(RequestTag::prefix, record.request_id);
    const std::initializer_list<log::Field> fields{
        {"request", RequestId{id.value_or(vault::IdBytes{})}}, {"status", record.status},
        {"body_bytes_in", record.body_bytes_in}, {"us", record.duration},
        {"address", log::Address{record.peer_address}}};
    if (record.fault == server_fault_words[0]) {
        log.error("a handler failed", fields);
    } else {
        log.info("request refused by the listener", fields);
    }
}

} // namespace

// The order of the members is the order of life: the listener goes first, the vault last.
class Service::Parts {
public:
    Parts(Config settings, vault::World world)
        : config{std::move(settings)}, clock{world.clock}, random{world.random},
          storage{world.files},
          log{{config.log_format, config.log_level, config.log_addresses}, world.clock}
    {
    }

    vault::Expected<std::unique_ptr<vault::Vault>> open_with_any(
        std::span<const vault::Custody> custodies, vault::World world)
    {
        const vault::Folders folders{config.data_folder, config.keys_folder};
        const auto cache_mib = static_cast<std::uint32_t>(config.cache_mib);
        auto opened = vault::Vault::open(folders, custodies.front(), world, cache_mib);
        for (const vault::Custody& next : custodies.subspan(1)) {
            if (opened || opened.error().code() != vault::ErrorCode::wrong_key) {
                break;
            }
            opened = vault::Vault::open(folders, next, world, cache_mib);
            if (opened) {
                log.warning("the vault opens with vault.next_custody_file only: put that file in "
                            "the place of the custody file");
            }
        }
        return opened;
    }

    std::expected<void, StartupError> open_vault(
        std::vector<vault::Custody> custodies, vault::World world)
    {
        for (const http::Literal& warning : find_exposed(config)) {
            log.warning(warning);
        }
        auto opened = open_with_any(custodies, world);
        custodies.clear(); // what opens the vault is in nobody's memory while it is served
        if (!opened) {
            return std::unexpected{explain(opened.error(), config.data_folder, config.keys_folder)};
        }
        vault = std::move(*opened);
        if (vault->key_status().mark_repaired) {
            log.warning("the file 'mark' in the keys folder was damaged, and is whole again: look "
                        "at the disk of the keys folder");
        }
        const auto rules = load_rules(config);
        if (!rules) {
            return std::unexpected{rules.error()};
        }
        // A log that takes nothing keeps nobody from shredding: the service starts, and unseals nothing.
        if (!vault->record_rules({TV_VERSION, (*rules)->rules().size(), (*rules)->own_texts()})) {
            log.error("which rules were loaded could not be recorded in the audit log");
        }
        pool = std::make_unique<intake::ScanPool>(
            *rules, scan_threads(config), static_cast<std::size_t>(config.scan_jobs_max));
        if (!parser.works()) {
            log.error("ticketvault-parser does not work: every document will be sealed whole");
        }
        application = std::make_unique<Application>(config, *vault, *pool, parser, log);
        const auto needs_setup = vault->needs_setup();
        if (!needs_setup) {
            return std::unexpected{
                explain(needs_setup.error(), config.data_folder, config.keys_folder)};
        }
        if (*needs_setup) {
            setup_code = application->setup_code.make(random);
        }
        return {};
    }

    std::expected<void, StartupError> find_certificate(const ListenAddress& listen)
    {
        CertificateFiles files{config.certificate_file, config.private_key_file};
        if (config.certificate_file.empty()) {
            auto made = self_signed_certificate(
                config.keys_folder, listen.address, {clock, random, storage});
            if (!made) {
                return std::unexpected{made.error()};
            }
            files = std::move(*made);
        }
        auto digest = certificate_fingerprint(files.certificate);
        if (!digest) {
            if (!config.certificate_file.empty()) {
                digest.error().code = ExitCode::usage; // the configuration names it
            }
            return std::unexpected{digest.error()};
        }
        fingerprint = std::move(*digest);
        tls = http::TlsFiles{files.certificate, files.private_key};
        // Who trusts it by its fingerprint can still come in, so it is no reason to stay down.
        if (certificate_is_out_of_time(files.certificate, clock)) {
            log.warning("the certificate's time is over or has not begun: browsers refuse it; "
                        "replace it and send SIGHUP");
        }
        return {};
    }

    std::expected<void, StartupError> listen()
    {
        const auto address = parse_listen(config.listen);
        if (!address) {
            return std::unexpected{StartupError{ExitCode::usage, address.error().text}};
        }
        if (!config.plain_http) {
            if (auto found = find_certificate(*address); !found) {
                return found;
            }
        }
        http = std::make_unique<http::HttpServer>(options(*address),
            [this](http::Request& request) { return answer(*application, request); });
        if (auto started = http->start(); !started) {
            return std::unexpected{listen_error(started.error(), config, tls)};
        }
        const bool v6 = address->address.find(':') != std::string::npos;
        url = fmt::format("{}://{}{}{}:{}", tls ? "https" : "http", v6 ? "[" : "", address->address,
            v6 ? "]" : "", http->port());
        return {};
    }

    std::expected<void, StartupError> watch_clock()
    {
        if (config.clock_witnesses.empty()) {
            return {};
        }
        Witnesses witnesses{config.clock_witnesses, config.clock_trusted_certificates,
            redactor::program_beside_this("ticketvault-witness")};
        // What is wrong here would show in the emergency only.
        if (!witnesses.trusted.empty() && ::access(witnesses.trusted.c_str(), R_OK) != 0) {
            return std::unexpected{StartupError{ExitCode::usage,
                fmt::format("{}: cannot be read (clock.trusted_certificates)", witnesses.trusted)}};
        }
        if (::access(witnesses.program.c_str(), X_OK) != 0) {
            return std::unexpected{StartupError{ExitCode::failed,
                fmt::format("{}: cannot be started; it must stand beside ticketvaultd where "
                            "clock.witnesses names any",
                    witnesses.program.string())}};
        }
        clock_watch = std::make_unique<ClockWatch>(std::move(witnesses), *vault, log);
        return {};
    }

    http::Options options(const ListenAddress& address)
    {
        http::Options options;
        options.listen_address = address.address;
        options.port = address.port;
        options.tls = tls;
        options.request_workers = static_cast<std::size_t>(config.request_workers);
        options.transfer_workers = static_cast<std::size_t>(config.transfer_workers);
        options.trusted_proxies = config.trusted_proxies;
        options.limits.connections_max = static_cast<std::size_t>(config.connections_max);
        options.limits.connections_per_peer_max =
            static_cast<std::size_t>(config.connections_per_peer_max);
        options.limits.transfers_per_peer_max =
            static_cast<std::size_t>(config.transfers_per_peer_max);
        options.limits.body_bytes_max = vault::attachment_bytes_max;
        options.next_request_id = [this] { return RequestId::random(random).to_string(); };
        options.unix_seconds = [this] { return clock.now().ms / 1000; };
        options.on_exchange = [this](const http::ExchangeRecord& record) {
            log_exchange(log, record);
        };
        return options;
    }

    void stop()
    {
        if (clock_watch) {
            clock_watch->request_stop();
        }
        if (http) {
            const auto report = http->drain(std::chrono::seconds{config.drain_seconds});
            log.info("stopped", {{"cut_exchanges", report.cut_exchanges}});
            http.reset();
        }
        application.reset();
        pool.reset();
        clock_watch.reset();
        vault.reset();
    }

    const Config config;
    vault::Clock& clock;
    vault::Random& random;
    vault::Files& storage;
    log::Log log;
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<ClockWatch> clock_watch;
    std::unique_ptr<intake::ScanPool> pool;
    const redactor::DocumentParser parser{config.parser_file.empty()
                                              ? redactor::parser_beside_program()
                                              : std::filesystem::path{config.parser_file},
        intake::upload_document_limits()};
    std::unique_ptr<Application> application;
    std::optional<http::TlsFiles> tls;
    std::unique_ptr<http::HttpServer> http;
    std::string url;
    std::string fingerprint;
    std::string setup_code;
    std::string reported_problem;
};

Service::Service(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

Service::~Service() { parts_->stop(); }

std::expected<std::unique_ptr<Service>, StartupError> Service::start(
    const Config& config, std::vector<vault::Custody> custodies, vault::World world)
{
    if (const auto checked = check_config(config); !checked) {
        return std::unexpected{StartupError{ExitCode::usage, checked.error().text}};
    }
    auto parts = std::make_unique<Parts>(config, world);
    if (auto opened = parts->open_vault(std::move(custodies), world); !opened) {
        return std::unexpected{opened.error()};
    }
    if (auto watched = parts->watch_clock(); !watched) {
        return std::unexpected{watched.error()};
    }
    if (auto listening = parts->listen(); !listening) {
        return std::unexpected{listening.error()};
    }
    return std::unique_ptr<Service>{new Service{std::move(parts)}};
}

const std::string& Service::url() const noexcept { return parts_->url; }

const std::string& Service::fingerprint() const noexcept { return parts_->fingerprint; }

const std::string& Service::setup_code() const noexcept { return parts_->setup_code; }

void Service::reload_certificate()
{
    if (!parts_->http || !parts_->tls) {
        return;
    }
    if (certificate_is_out_of_time(parts_->tls->certificate, parts_->clock)) {
        parts_->log.error("the certificate was not reloaded; the old one stays",
            {{"problem", http::Literal{"the new one's time is over or has not begun"}}});
        return;
    }
    if (const auto reloaded = parts_->http->reload_certificate(); !reloaded) {
        parts_->log.error("the certificate was not reloaded; the old one stays",
            {{"problem", reloaded.error().text}});
        return;
    }
    parts_->log.info("the certificate was reloaded");
}

void Service::report_problems()
{
    const auto problem = parts_->vault ? parts_->vault->readiness().problem : std::string_view{};
    if (problem != parts_->reported_problem && !problem.empty()) {
        parts_->log.error("the vault is not ready; GET /readyz and 'ticketvault doctor' say why");
    }
    parts_->reported_problem = problem;
}

bool Service::vault_works() const { return !parts_->vault || !parts_->vault->readiness().stopped; }

void Service::stop() { parts_->stop(); }

} // namespace server
