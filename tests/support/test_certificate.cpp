#include "support/test_certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace tests {

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

void require(bool holds, const char* what)
{
    if (!holds) {
        throw std::runtime_error(what);
    }
}

File open_file(const std::filesystem::path& path, const char* mode)
{
    File file(std::fopen(path.c_str(), mode), std::fclose);
    require(file != nullptr, "a test certificate file cannot be opened");
    return file;
}

void add_alternative_names(X509* certificate)
{
    std::string names = "DNS:localhost,IP:127.0.0.1";
    const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()),
        X509_EXTENSION_free);
    require(
        extension && X509_add_ext(certificate, extension.get(), -1) == 1, "no alternative names");
}

Certificate make_certificate(EVP_PKEY* key)
{
    Certificate certificate(X509_new(), X509_free);
    std::array<unsigned char, 8> serial{};
    require(RAND_bytes(serial.data(), static_cast<int>(serial.size())) == 1, "no randomness");
    serial[0] &= 0x7f;
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(
        BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr), BN_free);
    require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) != nullptr,
        "no serial number");
    X509_set_version(certificate.get(), 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24 * 3600);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key);
    add_alternative_names(certificate.get());
    require(X509_sign(certificate.get(), key, EVP_sha256()) > 0, "the certificate was not signed");
    return certificate;
}

} // namespace

TestCertificate::TestCertificate()
    : certificate_file_(folder_.path() / "certificate.pem"), key_file_(folder_.path() / "key.pem")
{
    renew();
}

void TestCertificate::renew()
{
    char curve[] = "P-256"; // not const: OpenSSL's macro casts it away
    const Key key(EVP_EC_gen(curve), EVP_PKEY_free);
    require(key != nullptr, "no key");
    const Certificate certificate = make_certificate(key.get());
    require(PEM_write_X509(open_file(certificate_file_, "we").get(), certificate.get()) == 1,
        "the certificate was not written");
    require(PEM_write_PrivateKey(open_file(key_file_, "we").get(), key.get(), nullptr, nullptr, 0,
                nullptr, nullptr) == 1,
        "the key was not written");
}

std::string TestCertificate::fingerprint() const
{
    const Certificate certificate(
        PEM_read_X509(open_file(certificate_file_, "re").get(), nullptr, nullptr, nullptr),
        X509_free);
    require(certificate != nullptr, "the certificate cannot be read");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) == 1, "no digest");
    std::string hex;
    for (unsigned at = 0; at < size; ++at) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[digest[at] >> 4];
        hex += digits[digest[at] & 15];
    }
    return hex;
}

} // namespace tests
