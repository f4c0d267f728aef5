#pragma once

#include "startup/startup_error.h"
#include "vault/clock.h"
#include "vault/world.h"

#include <expected>
#include <filesystem>
#include <string>

namespace server {

struct CertificateFiles {
    std::filesystem::path certificate; // PEM
    std::filesystem::path private_key; // PEM, 0600
};

// The self-signed certificate of a service that was given none: tls.crt and tls.key in `folder`, made when neither is there. ECDSA on
// P-256, for localhost, 127.0.0.1, ::1, this machine's name and `address`, valid for ten years: people trust it by its fingerprint. So one
// of the two alone is a fault: a new pair would have another.
// Both are written and synced under temporary names before the first is renamed, so that a crash leaves nothing, a pair, or what the next
// start makes a pair of.
[[nodiscard]] std::expected<CertificateFiles, StartupError> self_signed_certificate(
    const std::filesystem::path& folder, const std::string& address, vault::World world);

// Whether the time of the file's first certificate has ended or not begun. False for a file without one.
[[nodiscard]] bool certificate_is_out_of_time(
    const std::filesystem::path& certificate, const vault::Clock& clock);

// "SHA256:" and the hex digest of the first certificate's DER bytes.
[[nodiscard]] std::expected<std::string, StartupError> certificate_fingerprint(
    const std::filesystem::path& certificate);

} // namespace server
