#pragma once

#include "support/temporary_folder.h"

#include <filesystem>
#include <string>

namespace tests {

// A fresh self-signed certificate for "localhost" and 127.0.0.1 (ECDSA P-256) in two PEM files,
// removed at the end.
class TestCertificate {
public:
    TestCertificate();

    const std::filesystem::path& certificate_file() const { return certificate_file_; }
    const std::filesystem::path& key_file() const { return key_file_; }
    // SHA-256 over the DER form of what certificate_file() holds now, in lower-case hex.
    std::string fingerprint() const;

    // Puts another key and certificate into the same files.
    void renew();

private:
    TemporaryFolder folder_;
    std::filesystem::path certificate_file_;
    std::filesystem::path key_file_;
};

} // namespace tests
