#include "service/tls_session.h"

#include "vault/assert.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>

namespace cli {

namespace {

using TlsContext = Poco::Net::Context;

// Closing a ticket or verifying a log answers when it is done.
constexpr long answer_seconds_max = 300;
constexpr long connect_seconds_max = 10;
constexpr auto cipher_suites = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string fingerprint_of(const Poco::Net::SecureStreamSocket& socket)
{
    const auto certificate = socket.peerCertificate();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    TV_ASSERT(X509_digest(certificate.certificate(), EVP_sha256(), digest.data(), &size) == 1);
    std::string text = "SHA256:";
    for (unsigned int i = 0; i < size; ++i)
        text += fmt::format("{:02x}", digest[i]);
    return text;
}

// Both kinds of session keep what they received to themselves.
template <class Session>
class OpenSession : public Session, public WireBytes {
public:
    using Session::Session;
    int next() override
    {
        return heard([this] { return Session::get(); });
    }
    int take(std::span<char> into) override
    {
        return heard(
            [&] { return Session::read(into.data(), static_cast<std::streamsize>(into.size())); });
    }

private:
    // The library keeps some of its exceptions and throws others. That nothing came in time is the one that matters.
    template <class Hear>
    int heard(Hear hear)
    {
        try {
            const int got = hear();
            if (const auto* broke = Session::networkException(); got <= 0 && broke != nullptr)
                broke->rethrow();
            return got;
        } catch (const Poco::TimeoutException&) {
            throw;
        } catch (const Poco::Exception&) {
            return -1;
        }
    }
};

class CheckedSession final : public OpenSession<Poco::Net::HTTPSClientSession> {
public:
    CheckedSession(const ServerUrl& url, const TlsContext::Ptr& context, std::string fingerprint)
        : OpenSession{url.host, url.port, context}, fingerprint_{std::move(fingerprint)}
    {
    }

protected:
    void connect(const Poco::Net::SocketAddress& address) override
    {
        HTTPSClientSession::connect(address);
        if (fingerprint_.empty())
            return;
        const std::string seen = fingerprint_of(Poco::Net::SecureStreamSocket{socket()});
        if (seen != fingerprint_) {
            close();
            throw NotTrusted{seen};
        }
    }

private:
    std::string fingerprint_;
};

TlsContext::Ptr tls_context(const ServerAddress& address)
{
    const bool by_fingerprint = !address.fingerprint.empty();
    TlsContext::Ptr context =
        new TlsContext{TlsContext::TLS_CLIENT_USE, by_fingerprint ? std::string{} : address.ca_file,
            by_fingerprint ? TlsContext::VERIFY_NONE : TlsContext::VERIFY_STRICT, 9,
            !by_fingerprint && address.ca_file.empty(), cipher_suites};
    context->requireMinimumProtocol(TlsContext::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true); // the certificate must name the host
    return context;
}

} // namespace

ClientSession make_session(const ServerUrl& url, const ServerAddress& address)
{
    ClientSession session;
    const auto hold = [&](auto made) {
        session.wire = made.get();
        session.http = std::move(made);
    };
    if (url.tls)
        hold(std::make_unique<CheckedSession>(url, tls_context(address), address.fingerprint));
    else
        hold(std::make_unique<OpenSession<Poco::Net::HTTPClientSession>>(url.host, url.port));
    session.http->setKeepAlive(true);
    session.http->setTimeout(
        {connect_seconds_max, 0}, {answer_seconds_max, 0}, {answer_seconds_max, 0});
    return session;
}

std::string presented_fingerprint(const ServerUrl& url)
{
    TlsContext::Ptr context = new TlsContext{
        TlsContext::TLS_CLIENT_USE, "", TlsContext::VERIFY_NONE, 9, false, cipher_suites};
    Poco::Net::SecureStreamSocket socket{context};
    socket.setPeerHostName(url.host);
    socket.connect(
        Poco::Net::SocketAddress{url.host, url.port}, Poco::Timespan{connect_seconds_max, 0});
    socket.setReceiveTimeout({connect_seconds_max, 0});
    socket.completeHandshake();
    return fingerprint_of(socket);
}

} // namespace cli
