#include "api_client.h"

#include "escape.h"
#include "problem_text.h"
#include "progress_bar.h"
#include "server_url.h"
#include "vault/assert.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <fstream>

namespace cli {

namespace {

using TlsContext = Poco::Net::Context;
using Poco::Net::HTTPRequest;

constexpr std::size_t answer_bytes_max = 32 * 1024 * 1024;
constexpr std::size_t chunk_bytes = 64 * 1024;
// Closing a ticket or verifying a log answers when it is done.
constexpr long answer_seconds_max = 300;
constexpr long connect_seconds_max = 10;

// Thrown inside the network stack of the library, caught in perform().
struct NotTrusted : std::runtime_error {
    explicit NotTrusted(std::string seen) : std::runtime_error{"certificate not trusted"}, fingerprint{std::move(seen)} {}
    std::string fingerprint;
};

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

// Holds every connection, also one the library makes anew by itself, against the fingerprint before a byte of a request is sent.
class CheckedSession final : public Poco::Net::HTTPSClientSession {
public:
    CheckedSession(const ServerUrl& url, const TlsContext::Ptr& context, std::string fingerprint)
        : HTTPSClientSession{url.host, url.port, context}, fingerprint_{std::move(fingerprint)}
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
    TlsContext::Ptr context = new TlsContext{TlsContext::TLS_CLIENT_USE, by_fingerprint ? std::string{} : address.ca_file,
        by_fingerprint ? TlsContext::VERIFY_NONE : TlsContext::VERIFY_STRICT, 9, !by_fingerprint && address.ca_file.empty(), "ECDHE+AESGCM:ECDHE+CHACHA20"};
    context->requireMinimumProtocol(TlsContext::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(true); // the certificate must name the host
    return context;
}

std::string encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        out += plain ? std::string{c} : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

void wipe_text(std::string& text)
{
    vault::wipe(std::as_writable_bytes(std::span{text}));
}

std::unexpected<Fault> unreachable(std::string sentence)
{
    return fault(ExitCode::unreachable, std::move(sentence));
}

} // namespace

std::optional<std::string> normalize_fingerprint(std::string_view text)
{
    constexpr std::size_t digits = 64;
    if (text.starts_with("SHA256:") || text.starts_with("sha256:"))
        text.remove_prefix(7);
    std::string out = "SHA256:";
    for (const char c : text) {
        if (c == ':')
            continue;
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
            out += c;
        else if (c >= 'A' && c <= 'F')
            out += static_cast<char>(c + 32);
        else
            return std::nullopt;
    }
    return out.size() == 7 + digits ? std::optional{out} : std::nullopt;
}

struct ApiClient::Impl {
    Impl(Context& outside, ServerAddress where, ServerUrl parsed, vault::Secret header)
        : context{outside}, address{std::move(where)}, url{std::move(parsed)}, authorization{std::move(header)}
    {
        Poco::Net::initializeSSL();
    }
    ~Impl()
    {
        session.reset();
        Poco::Net::uninitializeSSL();
    }

    Poco::Net::HTTPClientSession& connected_session()
    {
        if (session == nullptr) {
            if (url.tls)
                session = std::make_unique<CheckedSession>(url, tls_context(address), address.fingerprint);
            else
                session = std::make_unique<Poco::Net::HTTPClientSession>(url.host, url.port);
            session->setKeepAlive(true);
            session->setTimeout({connect_seconds_max, 0}, {answer_seconds_max, 0}, {answer_seconds_max, 0});
        }
        return *session;
    }

    struct Outgoing {
        std::string method;
        std::string path;
        std::string content_type; // empty: no body
        std::uint64_t size = 0;
        std::function<bool(std::ostream&)> write; // false: the body could not be produced whole
    };

    Answer<nlohmann::json> perform(const Outgoing& outgoing, const Sink* sink, std::string* text = nullptr);
    Answer<nlohmann::json> exchange(const Outgoing& outgoing, const Sink* sink, std::string* text);
    Answer<nlohmann::json> read_answer(std::istream& in, const Poco::Net::HTTPResponse& head, const Sink* sink, std::string* text);
    std::unexpected<Fault> not_trusted(const std::string& seen) const;

    Context& context;
    ServerAddress address;
    ServerUrl url;
    vault::Secret authorization;
    std::unique_ptr<Poco::Net::HTTPClientSession> session;
};

std::unexpected<Fault> ApiClient::Impl::not_trusted(const std::string& seen) const
{
    if (!address.fingerprint.empty())
        return unreachable(fmt::format("the server's certificate is not the expected one: it has the fingerprint {}. If the operator confirms "
                                       "that it was replaced, give it with --fingerprint or sign in again",
            seen));
    return unreachable(fmt::format("the server's certificate is not trusted: it has the fingerprint {}. If that is the one the operator names, "
                                   "give it with --fingerprint",
        seen));
}

// The bytes that arrived are counted: the library shows a clean end where a connection was cut.
Answer<nlohmann::json> ApiClient::Impl::read_answer(std::istream& in, const Poco::Net::HTTPResponse& head, const Sink* sink, std::string* text)
{
    const int status = static_cast<int>(head.getStatus());
    const bool good = status >= 200 && status < 300;
    const bool is_json = head.getContentType().find("json") != std::string::npos;
    const bool streamed = good && sink != nullptr && !is_json;
    std::string body;
    std::uint64_t got = 0;
    std::array<char, chunk_bytes> chunk{};
    bool sink_failed = false;
    while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
        const std::span<const char> bytes{chunk.data(), static_cast<std::size_t>(in.gcount())};
        got += bytes.size();
        if (streamed)
            sink_failed = sink_failed || !(*sink)(bytes);
        else if (body.size() + bytes.size() > answer_bytes_max)
            return unreachable("the server's answer is too large to be meant");
        else
            body.append(bytes.data(), bytes.size());
    }
    vault::wipe(std::as_writable_bytes(std::span{chunk}));
    if (head.hasContentLength() && got != static_cast<std::uint64_t>(head.getContentLength64()))
        return unreachable("the connection broke in the middle of the answer");
    if (sink_failed)
        return fault(ExitCode::failed, "the answer could not be written");
    if (!good)
        return std::unexpected{describe_problem(status, body, head.get("Retry-After", ""))};
    if (text != nullptr) {
        *text = std::move(body);
        return nlohmann::json{};
    }
    if (streamed || body.empty())
        return nlohmann::json{};
    nlohmann::json document = nlohmann::json::parse(body, nullptr, false);
    wipe_text(body);
    if (document.is_discarded())
        return unreachable("the server's answer cannot be understood; is this a Ticket Vault server?");
    return document;
}

Answer<nlohmann::json> ApiClient::Impl::exchange(const Outgoing& outgoing, const Sink* sink, std::string* text)
{
    HTTPRequest request{outgoing.method, outgoing.path, HTTPRequest::HTTP_1_1};
    request.set("User-Agent", "ticketvault/" TV_VERSION);
    request.set("Accept", sink != nullptr ? "*/*" : text != nullptr ? "text/plain, application/problem+json" : "application/json, application/problem+json");
    if (!authorization.empty()) {
        const auto value = authorization.reveal();
        request.set("Authorization", std::string{reinterpret_cast<const char*>(value.data()), value.size()});
    }
    if (!outgoing.content_type.empty())
        request.setContentType(outgoing.content_type);
    if (!outgoing.content_type.empty() || outgoing.method == HTTPRequest::HTTP_POST || outgoing.method == HTTPRequest::HTTP_PUT)
        request.setContentLength64(static_cast<Poco::Int64>(outgoing.size));
    auto& http = connected_session();
    std::ostream& out = http.sendRequest(request);
    bool whole = true;
    if (outgoing.write) {
        whole = outgoing.write(out);
        out.flush();
        if (!whole) {
            http.reset(); // the server sees a cut body and keeps nothing
            return fault(ExitCode::failed, "the file changed or could not be read while it was sent; nothing was stored");
        }
    }
    Poco::Net::HTTPResponse response;
    std::istream& in = http.receiveResponse(response);
    auto answer = read_answer(in, response, sink, text);
    if (!response.getKeepAlive())
        http.reset();
    return answer;
}

Answer<nlohmann::json> ApiClient::Impl::perform(const Outgoing& outgoing, const Sink* sink, std::string* text)
{
    // What an exception of the library says can name addresses and files, so only its kind is used.
    try {
        return exchange(outgoing, sink, text);
    } catch (const NotTrusted& seen) {
        return not_trusted(seen.fingerprint);
    } catch (const Poco::Net::SSLException&) {
        session.reset();
        if (!address.fingerprint.empty())
            return unreachable("no TLS connection could be made; is this an https:// address?");
        ApiClient probe{std::make_unique<Impl>(context, address, url, vault::Secret{})};
        const auto seen = probe.certificate_fingerprint();
        return seen ? not_trusted(*seen) : std::unexpected{seen.error()};
    } catch (const Poco::Net::ConnectionRefusedException&) {
        return unreachable("nothing listens at the server's address; is the service running?");
    } catch (const Poco::Net::HostNotFoundException&) {
        return unreachable("the server's name is unknown");
    } catch (const Poco::Net::DNSException&) {
        return unreachable("the server's name could not be looked up");
    } catch (const Poco::TimeoutException&) {
        return unreachable("the server did not answer in time");
    } catch (const Poco::Net::NoMessageException&) {
        return unreachable("the server closed the connection without an answer");
    } catch (const Poco::FileException&) {
        return fault(ExitCode::failed, "the file given with --ca could not be read");
    } catch (const Poco::Exception&) {
        return unreachable("the connection to the server failed");
    }
}

ApiClient::ApiClient(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient& ApiClient::operator=(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Answer<ApiClient> ApiClient::open(Context& context, const ServerAddress& address, vault::Secret authorization)
{
    auto url = parse_server_url(address.url);
    if (!url)
        return std::unexpected{url.error()};
    return ApiClient{std::make_unique<Impl>(context, address, std::move(*url), std::move(authorization))};
}

Answer<nlohmann::json> ApiClient::get(const std::string& path, const Query& query)
{
    std::string target = path;
    for (const auto& [name, value] : query)
        if (!value.empty())
            target += fmt::format("{}{}={}", target.find('?') == std::string::npos ? '?' : '&', name, encoded(value));
    return impl_->perform({HTTPRequest::HTTP_GET, target, "", 0, nullptr}, nullptr);
}

Answer<nlohmann::json> ApiClient::get_pages(const std::string& path, const Query& query, std::uint64_t limit, std::string_view cursor, const char* next)
{
    constexpr std::uint64_t page_rows_max = 200; // the server's own bound
    nlohmann::json all = {{"data", nlohmann::json::array()}};
    std::string position;
    while (all["data"].size() < limit) {
        Query page = query;
        page.emplace_back("limit", std::to_string(std::min(page_rows_max, limit - all["data"].size())));
        if (!position.empty())
            page.emplace_back(cursor, position);
        auto answer = get(path, page);
        if (!answer)
            return answer;
        if (!answer->is_object() || !answer->contains("data") || !(*answer)["data"].is_array())
            return unreachable("the server's answer cannot be understood; is this a Ticket Vault server?");
        for (auto& row : (*answer)["data"])
            all["data"].push_back(std::move(row));
        const auto at = answer->find(next);
        const bool more = at != answer->end() && !at->is_null() && !(*answer)["data"].empty();
        all.erase(next);
        if (!more)
            break;
        all[next] = *at;
        position = at->is_string() ? at->get<std::string>() : at->dump();
    }
    return all;
}

Answer<nlohmann::json> ApiClient::send(const std::string& method, const std::string& path)
{
    return impl_->perform({method, path, "", 0, nullptr}, nullptr);
}

Answer<nlohmann::json> ApiClient::send(const std::string& method, const std::string& path, const nlohmann::json& body)
{
    // Broken UTF-8 is passed on as it is, never replaced in silence: the server refuses it.
    std::string bytes;
    try {
        bytes = body.dump();
    } catch (const nlohmann::json::exception&) {
        return fault(ExitCode::failed, "one of the texts is not valid UTF-8");
    }
    auto answer = impl_->perform({method, path, "application/json", bytes.size(), [&](std::ostream& out) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return true;
    }}, nullptr);
    wipe_text(bytes);
    return answer;
}

Answer<std::string> ApiClient::get_text(const std::string& path)
{
    std::string text;
    const auto answer = impl_->perform({HTTPRequest::HTTP_GET, path, "", 0, nullptr}, nullptr, &text);
    if (!answer)
        return std::unexpected{answer.error()};
    return text;
}

Answer<nlohmann::json> ApiClient::upload(const std::string& path, const std::string& file, std::uint64_t size, std::string_view label)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        return fault(ExitCode::failed, "a file to attach could not be opened");
    ProgressBar bar{impl_->context, label};
    return impl_->perform({HTTPRequest::HTTP_PUT, path, "application/octet-stream", size, [&](std::ostream& out) {
        std::array<char, chunk_bytes> chunk{};
        std::uint64_t sent = 0;
        while (sent < size && out && (in.read(chunk.data(), chunk.size()) || in.gcount() > 0)) {
            const auto count = std::min<std::uint64_t>(static_cast<std::uint64_t>(in.gcount()), size - sent);
            out.write(chunk.data(), static_cast<std::streamsize>(count));
            sent += count;
            bar.update(sent, size);
        }
        vault::wipe(std::as_writable_bytes(std::span{chunk}));
        // A stream that broke is the server answering early: its reason is read next.
        return !out || (sent == size && in.peek() == std::ifstream::traits_type::eof());
    }}, nullptr);
}

Answer<nlohmann::json> ApiClient::fetch(const std::string& method, const std::string& path, const Sink& sink)
{
    return impl_->perform({method, path, "", 0, nullptr}, &sink);
}

Answer<std::string> ApiClient::certificate_fingerprint()
{
    try {
        TlsContext::Ptr context = new TlsContext{TlsContext::TLS_CLIENT_USE, "", TlsContext::VERIFY_NONE, 9, false, "ECDHE+AESGCM:ECDHE+CHACHA20"};
        Poco::Net::SecureStreamSocket socket{context};
        socket.setPeerHostName(impl_->url.host);
        socket.connect(Poco::Net::SocketAddress{impl_->url.host, impl_->url.port}, Poco::Timespan{connect_seconds_max, 0});
        socket.setReceiveTimeout({connect_seconds_max, 0});
        socket.completeHandshake();
        return fingerprint_of(socket);
    } catch (const Poco::Exception&) {
        return unreachable("no TLS connection could be made to the server; check address and port, and that the service runs");
    }
}

Answer<bool> ApiClient::is_trusted()
{
    if (!impl_->url.tls)
        return true;
    try {
        // Any small answer will do: the handshake is what is tried.
        impl_->connected_session();
        HTTPRequest request{HTTPRequest::HTTP_GET, "/healthz", HTTPRequest::HTTP_1_1};
        impl_->session->sendRequest(request);
        impl_->session.reset();
        return true;
    } catch (const NotTrusted&) {
        impl_->session.reset();
        return false;
    } catch (const Poco::Net::SSLException&) {
        impl_->session.reset();
        return false;
    } catch (const Poco::Exception&) {
        impl_->session.reset();
        return unreachable("nothing answers at the server's address; is the service running?");
    }
}

void ApiClient::trust_fingerprint(const std::string& fingerprint)
{
    impl_->address.fingerprint = fingerprint;
    impl_->session.reset();
}

void ApiClient::authorize(vault::Secret authorization)
{
    impl_->authorization = std::move(authorization);
}

bool ApiClient::uses_tls() const
{
    return impl_->url.tls;
}

const ServerAddress& ApiClient::address() const
{
    return impl_->address;
}

} // namespace cli
