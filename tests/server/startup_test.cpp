#include "http/raw_client.h"
#include "startup/custody.h"
#include "startup/service.h"
#include "support/catch.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/places.h"
#include "support/temporary_folder.h"
#include "vault/vault.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/stat.h>

using namespace server;

namespace {

// A vault in a temporary folder and a configuration that serves it.
struct Ground {
    tests::TemporaryFolder folder;
    tests::ManualClock clock;
    vault::SystemRandom random;
    vault::SystemFiles files;
    Config config;

    Ground()
    {
        config.data_folder = folder.path() / "data";
        config.keys_folder = folder.path() / "keys";
        config.custody_file = folder.path() / "custody.key";
        config.listen = "127.0.0.1:0";
        config.parser_file = std::filesystem::path{tests::program_folder} / "ticketvault-parser";
        config.log_level = log::Level::error;
        REQUIRE(vault::create_custody_file(config.custody_file, world()));
    }

    void make_vault()
    {
        const auto custody =
            vault::read_custody_file(config.custody_file, vault::Custody::Kind::key_file, world());
        REQUIRE(custody);
        REQUIRE(vault::create_vault(
            {config.data_folder, config.keys_folder}, *custody, "test.example/vault", world()));
    }

    vault::World world() { return {clock, random, files}; }
    std::expected<std::unique_ptr<Service>, StartupError> start()
    {
        auto custody = read_custody(config, world());
        if (!custody) {
            return std::unexpected{custody.error()};
        }
        return Service::start(config, std::move(*custody), world());
    }
};

std::uint16_t port_of(const Service& service)
{
    return static_cast<std::uint16_t>(
        std::stoi(service.url().substr(service.url().rfind(':') + 1)));
}

void check_refused(Ground& ground, ExitCode code, std::string_view advice)
{
    const auto service = ground.start();
    REQUIRE_FALSE(service);
    INFO(service.error().text);
    CHECK(service.error().code == code);
    CHECK(service.error().text.find(advice) != std::string::npos);
    CHECK(service.error().text.find('\n') == std::string::npos);
}

} // namespace

TEST_CASE("Service: without a vault it says how to make one", "[server]")
{
    Ground ground;
    check_refused(ground, ExitCode::locked, "ticketvault init --data");
}

TEST_CASE("Service: a wrong custody key does not open the vault", "[server]")
{
    Ground ground;
    ground.make_vault();
    std::filesystem::remove(ground.config.custody_file);
    REQUIRE(vault::create_custody_file(ground.config.custody_file, ground.world()));
    check_refused(ground, ExitCode::locked, "--custody-file");
    std::filesystem::remove(ground.config.custody_file);
    check_refused(ground, ExitCode::locked, "is not there");
    ground.config.custody_file.clear();
    check_refused(ground, ExitCode::usage, "LoadCredential=");
}

TEST_CASE("Service: over a restore that was cut off it says to restore again, and nothing else",
    "[server]")
{
    Ground ground;
    ground.make_vault();
    std::ofstream{std::filesystem::path{ground.config.data_folder} / "store.id", std::ios::trunc}
        << "restoring\n";
    constexpr auto advice =
        "a restore into these folders was cut off; empty both folders and restore again";
    check_refused(ground, ExitCode::locked, advice);
    std::filesystem::remove(std::filesystem::path{ground.config.keys_folder} / "vault.json");
    check_refused(ground, ExitCode::locked, advice);
    const auto service = ground.start();
    REQUIRE_FALSE(service);
    CHECK_FALSE(service.error().text.contains("restore what is missing"));
}

TEST_CASE("Service: a second one on the same vault is told so", "[server]")
{
    Ground ground;
    ground.make_vault();
    const auto first = ground.start();
    REQUIRE(first);
    check_refused(ground, ExitCode::locked, "stop it first");
}

TEST_CASE("Service: a port in use is named", "[server]")
{
    Ground ground;
    ground.make_vault();
    Ground other;
    other.make_vault();
    const auto first = other.start();
    REQUIRE(first);
    ground.config.listen = "127.0.0.1:" + std::to_string(port_of(**first));
    check_refused(ground, ExitCode::failed, ground.config.listen);
}

TEST_CASE("Service: a certificate that cannot be written or read is named", "[server]")
{
    Ground ground;
    ground.make_vault();
    const auto blocked = std::filesystem::path{ground.config.keys_folder} / "tls.key.new";
    std::filesystem::create_directory(blocked);
    check_refused(ground, ExitCode::failed, "cannot be written");
    std::filesystem::remove(blocked);
    ground.config.certificate_file = ground.config.custody_file;
    ground.config.private_key_file = ground.config.custody_file;
    check_refused(ground, ExitCode::usage, "cannot be read as a PEM certificate");
    ground.config.certificate_file.clear();
    ground.config.private_key_file.clear();
    ground.config.rules_folder = "/nowhere";
    check_refused(ground, ExitCode::usage, "/nowhere: the folder cannot be read");
}

TEST_CASE("Service: a vault that is not ours or damaged is not served", "[server]")
{
    Ground ground;
    ground.make_vault();
    Ground other;
    other.make_vault();
    const std::string own = ground.config.data_folder;
    ground.config.data_folder = other.config.data_folder;
    check_refused(ground, ExitCode::locked, "made together");
    ground.config.data_folder = own;
    for (const auto& file : std::filesystem::directory_iterator{own}) {
        if (file.file_size() > 8192) {
            std::fstream stream{file.path(), std::ios::in | std::ios::out | std::ios::binary};
            stream.seekp(4096 + 100);
            stream.write(std::string(64, 'x').data(), 64);
        }
    }
    const auto damaged = ground.start();
    REQUIRE_FALSE(damaged);
    INFO(damaged.error().text);
    CHECK(damaged.error().code == ExitCode::failed);
    // 6 is kept for what is evidence.
    const vault::Error evidence{vault::ErrorCode::inconsistent_log, "the log contradicts itself"};
    CHECK(server::explain(evidence, "data", "keys").code == ExitCode::inconsistent_log);
}

TEST_CASE("Service: contradictions of the configuration are a usage error", "[server]")
{
    Ground ground;
    ground.make_vault();
    ground.config.plain_http = true;
    ground.config.listen = "0.0.0.0:0";
    check_refused(ground, ExitCode::usage, "loopback");
}

TEST_CASE("Service: serves over HTTPS with a certificate of its own, and keeps it", "[server]")
{
    Ground ground;
    ground.make_vault();
    std::string fingerprint;
    for (int start = 0; start < 2; ++start) {
        const auto service = ground.start();
        REQUIRE(service);
        CHECK((*service)->setup_code().size() == 19);
        http_tests::RawClient client{port_of(**service), http_tests::Wire::tls};
        CHECK("SHA256:" + client.server_fingerprint() == (*service)->fingerprint());
        CHECK((fingerprint.empty() || fingerprint == (*service)->fingerprint()));
        fingerprint = (*service)->fingerprint();
        client.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const auto reply = client.read_reply();
        REQUIRE(reply);
        CHECK(reply->status == 200);
        CHECK(nlohmann::json::parse(reply->body).at("ready") == true);
        CHECK((*service)->vault_works());
    }
    struct stat status{};
    REQUIRE(::stat((std::filesystem::path{ground.config.keys_folder} / "tls.key").c_str(),
                &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("Service: a certificate that was renewed is served after a reload", "[server]")
{
    Ground ground;
    ground.make_vault();
    const auto service = ground.start();
    REQUIRE(service);
    const std::filesystem::path keys{ground.config.keys_folder};
    Ground other;
    other.make_vault();
    const auto renewed = other.start();
    REQUIRE(renewed);
    for (const char* name : {"tls.crt", "tls.key"}) {
        std::filesystem::copy_file(std::filesystem::path{other.config.keys_folder} / name,
            keys / name, std::filesystem::copy_options::overwrite_existing);
    }
    (*service)->reload_certificate();
    http_tests::RawClient client{port_of(**service), http_tests::Wire::tls};
    CHECK("SHA256:" + client.server_fingerprint() == (*renewed)->fingerprint());
}
