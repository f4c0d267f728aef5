#pragma once

#include "config/config.h"
#include "startup/startup_error.h"
#include "vault/vault.h"

#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace server {

// A running service: the open vault, the scanners and the listener, in the order in which each needs the one before.
//
// Threads: its methods are the main thread's.
class Service {
public:
    // Opens the vault with the first of what read_custody() gave that does (which shreds what fell due before it returns), the rules and the
    // listener. When it returns, requests are answered.
    [[nodiscard]] static std::expected<std::unique_ptr<Service>, StartupError> start(
        const Config& config, std::vector<vault::Custody> custodies, vault::World world);
    ~Service(); // as stop()
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // What the console shows. The setup code is empty when the vault has an admin.
    [[nodiscard]] const std::string& url() const noexcept;
    [[nodiscard]] const std::string& fingerprint() const noexcept; // empty without TLS
    [[nodiscard]] const std::string& setup_code() const noexcept;

    // Reads certificate and key again; on an error the old ones stay, and the log says so.
    void reload_certificate();

    // Says in the log, once for each, what keeps the vault from being ready. To be called every now and then.
    void report_problems();

    // False once the vault has stopped for good after a storage fault: the process must end, and the next start recovers.
    [[nodiscard]] bool vault_works() const;

    // Finishes what is under way, within the configured time, then closes the vault.
    void stop();

private:
    class Parts;
    explicit Service(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

} // namespace server
