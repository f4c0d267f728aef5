#include "startup/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <memory>
#include <span>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace server {

namespace {

template <auto Free>
struct Deleter {
    void operator()(auto* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;

constexpr std::int64_t valid_days = 3650;
constexpr std::int64_t day_seconds = 24 * 3600;

StartupError failed(std::string text) { return {ExitCode::failed, std::move(text)}; }

bool add_extension(X509* certificate, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A name that OpenSSL's extension syntax cannot take apart.
bool is_host_name(std::string_view text)
{
    return !text.empty() &&
           text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
               std::string_view::npos;
}

std::string alternative_names(const std::string& address)
{
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0 && is_host_name(host.data())) {
        names.append(",DNS:").append(host.data());
    }
    if (address != "127.0.0.1" && address != "::1" && address != "0.0.0.0" && address != "::") {
        names.append(",IP:").append(address);
    }
    return names;
}

bool describe(X509* certificate, EVP_PKEY* key, const std::string& address,
    const vault::Clock& clock, vault::Random& random)
{
    std::array<unsigned char, 16> serial{};
    random.fill(std::as_writable_bytes(std::span{serial}));
    serial[0] &= 0x7FU;
    const std::unique_ptr<BIGNUM, Deleter<BN_free>> number{
        BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr)};
    if (!number ||
        BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
        return false;
    }
    const auto now = static_cast<time_t>(clock.now().ms / 1000);
    if (ASN1_TIME_set(X509_getm_notBefore(certificate), now - day_seconds) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(certificate), now + valid_days * day_seconds) == nullptr) {
        return false;
    }
    X509_NAME* name = X509_get_subject_name(certificate);
    constexpr std::string_view common_name = "Ticket Vault";
    return X509_set_version(certificate, 2) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
               reinterpret_cast<const unsigned char*>(common_name.data()),
               static_cast<int>(common_name.size()), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1 &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
           add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
           add_extension(certificate, NID_subject_alt_name, alternative_names(address)) &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* bio)
{
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
}

std::filesystem::path staged(const std::filesystem::path& file)
{
    std::filesystem::path temporary = file;
    temporary += ".new";
    return temporary;
}

std::unexpected<StartupError> not_written(const std::filesystem::path& file, int error)
{
    return std::unexpected{
        failed(fmt::format("{} cannot be written ({}); make the folder writable, or name a "
                           "certificate and its key in the "
                           "configuration (http.certificate_file, http.private_key_file)",
            file.string(), std::generic_category().message(error)))};
}

// The gate in front of every change, as the vault's own files have it: where it refuses, errno is what it says.
bool is_permitted(vault::Files& gate, const vault::FileAccess& access)
{
    errno = gate.permit(access);
    return errno == 0;
}

// Which names a folder holds is on the disk only after this: without it a power loss may leave one half of the pair.
std::expected<void, StartupError> sync_names_beside(
    const std::filesystem::path& file, vault::Files& gate)
{
    const std::filesystem::path folder = file.parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && is_permitted(gate, {vault::FileOp::sync, folder}) &&
                        ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return synced ? std::expected<void, StartupError>{} : not_written(file, error);
}

std::expected<void, StartupError> put_in_place(
    const std::filesystem::path& file, vault::Files& gate)
{
    // A failure leaves it staged: the next start tries again.
    const std::filesystem::path temporary = staged(file);
    return is_permitted(gate, {.op = vault::FileOp::rename, .path = file, .from = &temporary}) &&
                   ::rename(temporary.c_str(), file.c_str()) == 0
               ? sync_names_beside(file, gate)
               : not_written(file, errno);
}

void take_back(const std::filesystem::path& file, vault::Files& gate)
{
    const std::filesystem::path temporary = staged(file);
    if (is_permitted(gate, {vault::FileOp::remove, temporary})) {
        ::unlink(temporary.c_str());
    }
}

// 0, or what went wrong.
int write_all(
    int descriptor, const std::filesystem::path& file, std::string_view text, vault::Files& gate)
{
    for (std::uint64_t offset = 0; !text.empty();) {
        const vault::FileAccess access{
            vault::FileOp::write, file, offset, std::as_bytes(std::span{text})};
        const ssize_t written =
            is_permitted(gate, access) ? ::write(descriptor, text.data(), text.size()) : -1;
        if (written < 0) {
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return is_permitted(gate, {vault::FileOp::sync, file}) && ::fsync(descriptor) == 0 ? 0 : errno;
}

// Whole, synced, and under its temporary name only.
std::expected<void, StartupError> stage_private(
    const std::filesystem::path& file, std::string_view text, vault::Files& gate)
{
    const std::filesystem::path temporary = staged(file);
    const bool permitted = is_permitted(gate, {vault::FileOp::create, temporary}) &&
                           is_permitted(gate, {vault::FileOp::truncate, temporary});
    const int descriptor =
        permitted ? ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                        S_IRUSR | S_IWUSR)
                  : -1;
    if (descriptor < 0) {
        return not_written(file, errno);
    }
    const int error = write_all(descriptor, temporary, text, gate);
    ::close(descriptor);
    if (error != 0) {
        take_back(file, gate);
        return not_written(file, error);
    }
    return {};
}

std::expected<void, StartupError> write_pair(const CertificateFiles& files, std::string_view key,
    std::string_view certificate, vault::Files& gate)
{
    auto written = stage_private(files.private_key, key, gate);
    if (written) {
        written = stage_private(files.certificate, certificate, gate);
        if (!written) {
            take_back(files.private_key, gate);
        }
    }
    if (written) {
        // both staged names, before either takes its place
        written = sync_names_beside(files.private_key, gate);
    }
    for (const auto& file : {files.private_key, files.certificate}) {
        if (written) {
            written = put_in_place(file, gate);
        }
    }
    return written;
}

// One of the two is there. A crash between the two renames left the other ready; anything else is for a person to decide.
std::expected<void, StartupError> complete_pair(
    const std::filesystem::path& there, const std::filesystem::path& missing, vault::Files& gate)
{
    std::error_code ignored;
    if (std::filesystem::exists(staged(missing), ignored)) {
        return put_in_place(missing, gate);
    }
    return std::unexpected{
        failed(fmt::format("{} is missing beside {}; put it back from a copy, or remove the other "
                           "too: then a new certificate is made, and everybody who trusts the old "
                           "one by its fingerprint has to be told the new one",
            missing.string(), there.string()))};
}

// Null when there is none in the file. A pipe is not one: it is read more than once, and waiting for it would hold up the whole service.
Certificate first_certificate(const std::filesystem::path& file)
{
    std::error_code absent;
    const bool plain = std::filesystem::is_regular_file(file, absent);
    const Bio bio{plain ? BIO_new_file(file.c_str(), "r") : nullptr};
    return Certificate{bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr};
}

} // namespace

std::expected<CertificateFiles, StartupError> self_signed_certificate(
    const std::filesystem::path& folder, const std::string& address, vault::World world)
{
    CertificateFiles files{folder / "tls.crt", folder / "tls.key"};
    std::error_code ignored;
    const bool has_certificate = std::filesystem::exists(files.certificate, ignored);
    const bool has_key = std::filesystem::exists(files.private_key, ignored);
    if (has_certificate && has_key) {
        return files;
    }
    if (has_certificate || has_key) {
        const auto completed =
            has_key ? complete_pair(files.private_key, files.certificate, world.files)
                    : complete_pair(files.certificate, files.private_key, world.files);
        return completed ? std::expected<CertificateFiles, StartupError>{files}
                         : std::unexpected{completed.error()};
    }
    const Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    const Certificate certificate{X509_new()};
    const Bio key_text{BIO_new(BIO_s_secmem())};
    const Bio certificate_text{BIO_new(BIO_s_mem())};
    if (!key || !certificate || !key_text || !certificate_text ||
        !describe(certificate.get(), key.get(), address, world.clock, world.random) ||
        PEM_write_bio_PrivateKey(
            key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
        return std::unexpected{failed("the self-signed certificate could not be made; name one in "
                                      "the configuration (http.certificate_file)")};
    }
    std::string pem = text_of(key_text.get());
    const auto written = write_pair(files, pem, text_of(certificate_text.get()), world.files);
    OPENSSL_cleanse(pem.data(), pem.size());
    if (!written) {
        return std::unexpected{written.error()};
    }
    return files;
}

bool certificate_is_out_of_time(const std::filesystem::path& file, const vault::Clock& clock)
{
    const Certificate certificate = first_certificate(file);
    std::time_t now = clock.now().ms / 1000;
    return certificate && (X509_cmp_time(X509_get0_notAfter(certificate.get()), &now) == -1 ||
                              X509_cmp_time(X509_get0_notBefore(certificate.get()), &now) == 1);
}

std::expected<std::string, StartupError> certificate_fingerprint(const std::filesystem::path& file)
{
    const Certificate certificate = first_certificate(file);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1) {
        return std::unexpected{
            failed(fmt::format("{} cannot be read as a PEM certificate", file.string()))};
    }
    std::string text = "SHA256:";
    for (unsigned index = 0; index < size; ++index) {
        text += fmt::format("{:02x}", digest[index]);
    }
    return text;
}

} // namespace server
