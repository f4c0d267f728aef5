#include "http/tls_context.h"

#include <Poco/Exception.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace server::http {

namespace {

constexpr const char* tls_1_2_suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                       "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                       "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* tls_1_3_suites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

std::unexpected<ServerError> fail(ServerErrorCode code, Literal text)
{
    return std::unexpected(ServerError{code, text, errno});
}

// OpenSSL would ask on the terminal for the passphrase of an encrypted key.
int refuse_passphrase(char*, int, int, void*) { return -1; }

// RFC 7301: a peer that insists on another protocol is turned away, so that this certificate cannot
// be used to answer for it.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
    const unsigned char* offered, unsigned offered_size, void*)
{
    constexpr std::string_view wanted = "http/1.1";
    for (unsigned at = 0; at < offered_size;) {
        const unsigned size = offered[at];
        const std::string_view name(
            reinterpret_cast<const char*>(offered + at + 1), std::min(size, offered_size - at - 1));
        if (name == wanted) {
            *chosen = offered + at + 1;
            *chosen_size = static_cast<unsigned char>(size);
            return SSL_TLSEXT_ERR_OK;
        }
        at += size + 1;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool harden(SSL_CTX* context)
{
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA | SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_clear_options(context, SSL_OP_NO_TLSv1_3 | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    // Partial writes because sockets never block; released buffers because thousands of connections
    // idle.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    char key_exchange_groups[] = "X25519:P-256:P-384"; // not const: the macro below casts it away
    return SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, tls_1_2_suites) == 1 &&
           SSL_CTX_set_ciphersuites(context, tls_1_3_suites) == 1 &&
           SSL_CTX_set1_groups_list(context, key_exchange_groups) == 1;
}

std::expected<void, ServerError> use_files(SSL_CTX* context, const TlsFiles& files)
{
    SSL_CTX_set_default_passwd_cb(context, refuse_passphrase);
    errno = 0;
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
        return fail(ServerErrorCode::certificate_unreadable,
            "The TLS certificate file cannot be read or is not a PEM certificate.");
    }
    std::error_code absent;
    const bool plain = std::filesystem::is_regular_file(files.private_key, absent);
    errno = 0;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        plain ? std::fopen(files.private_key.c_str(), "re") : nullptr, std::fclose);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        file ? PEM_read_PrivateKey(file.get(), nullptr, refuse_passphrase, nullptr) : nullptr,
        EVP_PKEY_free);
    if (!key) {
        return fail(ServerErrorCode::private_key_unreadable,
            "The TLS private key file cannot be read or is not an unencrypted PEM private key.");
    }
    errno = 0;
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
        SSL_CTX_check_private_key(context) != 1) {
        return fail(ServerErrorCode::certificate_key_mismatch,
            "The TLS private key does not belong to the TLS certificate.");
    }
    return {};
}

} // namespace

std::expected<Poco::Net::Context::Ptr, ServerError> load_tls_context(const TlsFiles& files)
{
    try {
        Poco::Net::Context::Params params;
        params.verificationMode = Poco::Net::Context::VERIFY_NONE;
        Poco::Net::Context::Ptr context =
            new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params);
        ERR_clear_error();
        const bool hardened = harden(context->sslContext());
        const auto used = hardened ? use_files(context->sslContext(), files)
                                   : fail(ServerErrorCode::tls_unavailable,
                                         "This OpenSSL refuses the TLS settings of the server.");
        ERR_clear_error();
        if (!used) {
            return std::unexpected(used.error());
        }
        return context;
    } catch (const Poco::Exception&) {
        return fail(ServerErrorCode::tls_unavailable, "TLS could not be set up.");
    }
}

} // namespace server::http
