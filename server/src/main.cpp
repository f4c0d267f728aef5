// ticketvaultd: options, signals and exit codes. What it serves begins in startup/service.h.

#include "startup/custody.h"
#include "startup/hardening.h"
#include "startup/service.h"
#include "vault/standard_descriptors.h"

#include <Poco/Exception.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionSet.h>
#include <Poco/Util/ServerApplication.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <exception>
#include <fmt/core.h>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace server {

namespace {

struct OptionRow {
    std::string_view name;
    std::string_view argument; // empty: a flag
    std::string_view what;
};

constexpr std::array option_rows{
    OptionRow{"data", "DIR", "folder of the encrypted database"},
    OptionRow{"keys", "DIR", "folder of the keys, not inside the other"},
    OptionRow{"listen", "ADDR:PORT", "where to listen (default 127.0.0.1:8443)"},
    OptionRow{"config", "FILE",
        "configuration; the ticketvaultd.toml that came with it lists every option"},
    OptionRow{"custody-file", "FILE", "file with the custody key or passphrase"},
    OptionRow{"version", "", "print the version and end"},
    OptionRow{"help", "", "print this and end"},
};

constexpr timespec watch_interval{1, 0};

int number(server::ExitCode code) { return static_cast<int>(code); }

void complain(std::string_view sentence) { std::cerr << "ticketvaultd: " << sentence << '\n'; }

class Daemon final : public Poco::Util::ServerApplication {
public:
    Daemon() { setUnixOptions(true); }

    int serve() { return run(); }

protected:
    void defineOptions(Poco::Util::OptionSet& options) override
    {
        for (const OptionRow& row : option_rows) {
            Poco::Util::Option option{std::string{row.name}, "", std::string{row.what}, false};
            if (!row.argument.empty()) {
                option.argument(std::string{row.argument});
            }
            options.addOption(option);
        }
    }

    void handleOption(const std::string& name, const std::string& value) override
    {
        given_.insert_or_assign(name, value);
        if (name == "help" || name == "version") {
            stopOptionsProcessing();
        }
    }

    int main(const std::vector<std::string>& rest) override
    {
        if (given_.contains("help")) {
            print_help();
            return printed();
        }
        if (given_.contains("version")) {
            std::cout << "ticketvaultd " << TV_VERSION << '\n';
            return printed();
        }
        if (!rest.empty()) {
            complain("only options are expected; see ticketvaultd --help");
            return number(server::ExitCode::usage);
        }
        const auto config = configuration();
        if (!config) {
            complain(config.error().text);
            return number(server::ExitCode::usage);
        }
        return serve_until_told(*config);
    }

private:
    // What nobody could read was not said.
    static int printed()
    {
        if (std::cout.flush()) {
            return number(server::ExitCode::ok);
        }
        complain("standard output could not be written");
        return number(server::ExitCode::failed);
    }

    static void print_help()
    {
        std::cout << "Usage: ticketvaultd [options]\n\nServes a vault made by `ticketvault init` "
                     "over HTTPS.\n\n";
        for (const OptionRow& row : option_rows) {
            std::cout << fmt::format("  --{:<26}{}\n",
                std::string{row.name} +
                    (row.argument.empty() ? "" : " " + std::string{row.argument}),
                row.what);
        }
        std::cout << "\nSIGTERM finishes what is under way and ends; SIGHUP reads the certificate "
                     "again.\n"
                     "Exit codes: 0 ended as told, 1 failed, 2 wrong option or configuration, 5 "
                     "no vault here, locked or held by another, 6 the audit log contradicts "
                     "itself.\n";
    }

    std::expected<Config, ConfigError> configuration() const
    {
        Config config;
        if (const auto file = given_.find("config"); file != given_.end()) {
            auto read = read_config(file->second);
            if (!read) {
                return read;
            }
            config = std::move(*read);
        }
        const std::array<std::pair<std::string_view, std::string Config::*>, 4> overrides{{
            {"data", &Config::data_folder},
            {"keys", &Config::keys_folder},
            {"listen", &Config::listen},
            {"custody-file", &Config::custody_file},
        }};
        for (const auto& [name, member] : overrides) {
            if (const auto value = given_.find(name); value != given_.end()) {
                config.*member = value->second;
            }
        }
        if (auto checked = check_config(config); !checked) {
            return std::unexpected{checked.error()};
        }
        return config;
    }

    static int serve_until_told(const Config& config)
    {
        vault::SystemClock clock;
        vault::SystemRandom random;
        vault::SystemFiles files;
        const vault::World world{clock, random, files};
        // It may come through a pipe: until it is there SIGTERM ends the program as it ends any other.
        auto custody = read_custody(config, world);
        if (!custody) {
            complain(custody.error().text);
            return number(custody.error().code);
        }
        // Blocked before the first thread exists, so that only the loop below receives them.
        sigset_t watched;
        sigemptyset(&watched);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            sigaddset(&watched, signal);
        }
        pthread_sigmask(SIG_BLOCK, &watched, nullptr);
        static_cast<void>(std::signal(SIGPIPE, SIG_IGN));

        auto service = Service::start(config, std::move(*custody), world);
        if (!service) {
            complain(service.error().text);
            return number(service.error().code);
        }
        announce(**service);
        return watch(**service, watched);
    }

    static void announce(const Service& service)
    {
        if (!service.setup_code().empty()) {
            std::cout << "setup code: " << service.setup_code() << '\n';
        }
        std::cout << "ticketvaultd ready on " << service.url();
        if (!service.fingerprint().empty()) {
            std::cout << " fingerprint " << service.fingerprint();
        }
        std::cout << std::endl;
    }

    static int watch(Service& service, const sigset_t& watched)
    {
        while (true) {
            const int signal = sigtimedwait(&watched, nullptr, &watch_interval);
            service.report_problems();
            if (signal == SIGHUP) {
                service.reload_certificate();
            } else if (signal > 0) {
                service.stop();
                return number(server::ExitCode::ok);
            } else if (errno == EAGAIN && !service.vault_works()) {
                // Whether the last write reached the disk is unknown; only opening the vault again can tell.
                complain("the vault stopped after a fault of the storage; look at the disk, then "
                         "start again");
                service.stop();
                return number(server::ExitCode::failed);
            }
        }
    }

    std::map<std::string, std::string, std::less<>> given_;
};

} // namespace

} // namespace server

int main(int argc, char** argv)
{
    vault::hold_standard_descriptors();
    server::start_with_wiped_frees(
        argv); // before the process may not be looked at any more, by itself either
    server::harden_process();
    try {
        server::Daemon daemon;
        try {
            daemon.init(argc, argv);
        } catch (const Poco::Exception&) {
            // Its own words repeat the argument, which may be a secret in the wrong place.
            server::complain("an option is unknown, stands twice or lacks its argument; see "
                             "ticketvaultd --help");
            return static_cast<int>(server::ExitCode::usage);
        }
        return daemon.serve();
    } catch (const std::bad_alloc&) {
        server::complain(
            "no memory could be locked; raise the limit (ulimit -l, or LimitMEMLOCK= in the unit)");
    } catch (const std::exception&) {
        server::complain("failed for a reason that is not known; this is a mistake in the program");
    }
    return static_cast<int>(server::ExitCode::failed);
}
