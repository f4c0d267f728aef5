// Power loss while a service makes its certificate: the next start has a pair that belongs together, and the one whose fingerprint was told.
#include "startup/certificate.h"
#include "support/catch.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/power_loss.h"
#include "support/temporary_folder.h"

#include <fstream>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <optional>
#include <random>
#include <string>

using namespace server;

namespace {

namespace fs = std::filesystem;

// As the service loads it.
bool belongs_together(const CertificateFiles& files)
{
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    const bool good =
        SSL_CTX_use_certificate_file(context, files.certificate.c_str(), SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_use_PrivateKey_file(context, files.private_key.c_str(), SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_check_private_key(context) == 1;
    SSL_CTX_free(context);
    return good;
}

// A first start on a disk that remembers everything.
struct FirstStart {
    explicit FirstStart(const std::string& unsynced = {}) : disk{unsynced}
    {
        fs::create_directory(keys);
        disk.begin(folder.path());
        const auto made = self_signed_certificate(keys, "127.0.0.1", {clock, random, disk});
        REQUIRE(made);
        fingerprint = *certificate_fingerprint(made->certificate);
        told = disk.acknowledge();
        disk.end();
    }

    // What is wrong with the start after the power went before operation `n`; empty: nothing.
    std::string fault_after(std::size_t n, std::mt19937_64& dice)
    {
        const tests::TemporaryFolder left{tests::TemporaryFolder::On::memory};
        disk.leave(left.path(), n, dice);
        const auto again =
            self_signed_certificate(left.path() / "keys", "127.0.0.1", {clock, random, disk});
        if (!again) {
            return again.error().text;
        }
        if (!belongs_together(*again)) {
            return "certificate and key do not belong together";
        }
        const bool other = certificate_fingerprint(again->certificate) != fingerprint;
        return n >= told && other ? "the certificate is another than the one that was told" : "";
    }

    // The first fault over every crash point, `each` images of it; nullopt: none.
    std::optional<std::string> first_fault(int each)
    {
        std::mt19937_64 dice{1};
        for (std::size_t n = 0; n <= disk.operations(); ++n) {
            for (int image = 0; image < each; ++image) {
                if (const std::string fault = fault_after(n, dice); !fault.empty()) {
                    return "operation " + std::to_string(n) + ": " + fault;
                }
            }
        }
        return std::nullopt;
    }

    tests::TemporaryFolder folder{tests::TemporaryFolder::On::memory};
    fs::path keys = folder.path() / "keys";
    tests::ManualClock clock;
    tests::FixedRandom random;
    tests::PowerLoss disk;
    std::string fingerprint;
    std::size_t told = 0; // from which operation on the certificate may not be another
};

constexpr int images_each = 120; // 24 did not find that the staged names were not synced

} // namespace

TEST_CASE(
    "Certificate: after a power loss at any moment of its making the next start has a whole pair",
    "[server]")
{
    FirstStart start;
    CHECK(
        start.disk.operations() >= 10); // two files made, written, synced, and three syncs of names
    CHECK(start.first_fault(images_each).value_or("") == "");
}

TEST_CASE(
    "Certificate: a disk that syncs no names, or not one of the files, is found out", "[server]")
{
    for (const char* lie : {"keys", "keys/tls.key.new", "keys/tls.crt.new"}) {
        INFO(lie);
        CHECK(FirstStart{lie}.first_fault(images_each).has_value());
    }
}
