#include "service/api_client.h"

#include "service/answer_body.h"
#include "service/server_url.h"
#include "service/tls_session.h"
#include "terminal/progress_bar.h"
#include "text/escape.h"
#include "text/problem_text.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SSLException.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <fstream>

namespace cli {

namespace {

using Poco::Net::HTTPRequest;

constexpr std::size_t answer_bytes_max = 32 * 1024 * 1024;
constexpr std::size_t chunk_bytes = 64 * 1024;
std::string encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        out += plain ? std::string{c} : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

void wipe_text(std::string& text) { vault::wipe(std::as_writable_bytes(std::span{text})); }

std::unexpected<Fault> unreachable(std::string sentence)
{
    return fault(ExitCode::unreachable, std::move(sentence));
}

// What the head says of a body that went elsewhere.
nlohmann::json about_streamed(const Poco::Net::HTTPResponse& head)
{
    std::uint64_t seq = 0;
    const std::string text = head.get("Audit-Entry", "");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    return text.empty() || error != std::errc{} || end != text.data() + text.size()
               ? nlohmann::json{}
               : nlohmann::json{{"audit_seq", seq}};
}

} // namespace

struct ApiClient::Impl {
    Impl(Context& outside, ServerAddress where, ServerUrl parsed, vault::Secret header)
        : context{outside}, address{std::move(where)}, url{std::move(parsed)},
          authorization{std::move(header)}
    {
        Poco::Net::initializeSSL();
    }
    ~Impl()
    {
        session.http.reset();
        Poco::Net::uninitializeSSL();
    }

    Poco::Net::HTTPClientSession& connected_session()
    {
        if (session.http == nullptr)
            session = make_session(url, address);
        return *session.http;
    }

    struct Outgoing {
        std::string method;
        std::string path;
        std::string content_type; // empty: no body
        std::uint64_t size = 0;
        std::function<bool(std::ostream&)> write; // false: the body could not be produced whole
    };

    Answer<nlohmann::json> perform(
        const Outgoing& outgoing, const Sink* sink, std::string* text = nullptr);
    Answer<nlohmann::json> exchange(const Outgoing& outgoing, const Sink* sink, std::string* text);
    Answer<nlohmann::json> read_answer(
        std::istream& in, const Poco::Net::HTTPResponse& head, const Sink* sink, std::string* text);
    Answer<nlohmann::json> not_connected();
    std::unexpected<Fault> not_trusted(const std::string& seen) const;

    Context& context;
    ServerAddress address;
    ServerUrl url;
    vault::Secret authorization;
    std::string not_accepted;
    ClientSession session;
    bool sent = false; // the head of the present request: from here on it may have been heard
};

std::unexpected<Fault> ApiClient::Impl::not_trusted(const std::string& seen) const
{
    auto refused = unreachable(fmt::format(
        fmt::runtime(
            address.fingerprint.empty()
                ? "the server's certificate is not trusted: it has the fingerprint {}. If that is "
                  "the one the operator names, give it with --fingerprint"
                : "the server's certificate is not the expected one: it has the fingerprint {}. If "
                  "the operator confirms that it was replaced, give it with --fingerprint or sign "
                  "in again"),
        seen));
    refused.error().type = untrusted_certificate;
    return refused;
}

Answer<nlohmann::json> ApiClient::Impl::read_answer(
    std::istream& in, const Poco::Net::HTTPResponse& head, const Sink* sink, std::string* text)
{
    const int status = static_cast<int>(head.getStatus());
    const bool good = status >= 200 && status < 300;
    const bool is_json = head.getContentType().starts_with("application/json");
    const bool streamed = good && sink != nullptr && !is_json;
    AnswerBody body_in{in, head.getChunkedTransferEncoding() ? session.wire : nullptr,
        head.hasContentLength() ? std::optional<std::uint64_t>{head.getContentLength64()}
                                : std::nullopt};
    if (streamed && !body_in.has_end())
        return unreachable("the server's answer does not say where it ends; ask the server itself, "
                           "not what stands before it");
    std::string body;
    std::array<char, chunk_bytes> chunk{};
    bool sink_failed = false;
    std::optional<std::size_t> got;
    while ((got = body_in.read(chunk)).value_or(0) != 0) {
        const std::span<const char> bytes{chunk.data(), *got};
        if (streamed)
            sink_failed = sink_failed || !(*sink)(bytes);
        else if (body.size() + bytes.size() > answer_bytes_max)
            return unreachable("the server's answer is too large to be meant");
        else
            body.append(bytes.data(), bytes.size());
    }
    vault::wipe(std::as_writable_bytes(std::span{chunk}));
    if (!got) {
        session.http->reset();
        return unreachable("the connection broke in the middle of the answer");
    }
    if (sink_failed)
        return fault(ExitCode::failed, "the answer could not be written");
    if (!good) {
        Fault refused = describe_problem(status, body, head.get("Retry-After", ""));
        if (status == 401 && !not_accepted.empty())
            refused.sentence = not_accepted;
        return std::unexpected{std::move(refused)};
    }
    if (text != nullptr) {
        *text = std::move(body);
        return nlohmann::json{};
    }
    if (streamed)
        return about_streamed(head);
    if (body.empty())
        return nlohmann::json{};
    nlohmann::json document = nlohmann::json::parse(body, nullptr, false);
    wipe_text(body);
    if (document.is_discarded())
        return unreachable(
            "the server's answer cannot be understood; is this a Ticket Vault server?");
    return document;
}

Answer<nlohmann::json> ApiClient::Impl::exchange(
    const Outgoing& outgoing, const Sink* sink, std::string* text)
{
    HTTPRequest request{outgoing.method, outgoing.path, HTTPRequest::HTTP_1_1};
    request.set("User-Agent", "ticketvault/" TV_VERSION);
    request.set("Accept", sink != nullptr   ? "*/*"
                          : text != nullptr ? "text/plain, application/problem+json"
                                            : "application/json, application/problem+json");
    if (!authorization.empty()) {
        const auto value = authorization.reveal();
        request.set("Authorization",
            std::string{reinterpret_cast<const char*>(value.data()), value.size()});
    }
    if (!outgoing.content_type.empty())
        request.setContentType(outgoing.content_type);
    if (!outgoing.content_type.empty() || outgoing.method == HTTPRequest::HTTP_POST ||
        outgoing.method == HTTPRequest::HTTP_PUT)
        request.setContentLength64(static_cast<Poco::Int64>(outgoing.size));
    sent = false;
    auto& http = connected_session();
    std::ostream& out = http.sendRequest(request);
    sent = true;
    bool whole = true;
    if (outgoing.write) {
        whole = outgoing.write(out);
        out.flush();
        if (!whole) {
            http.reset(); // the server sees a cut body and keeps nothing
            return fault(ExitCode::failed,
                "the file changed or could not be read while it was sent; nothing was stored");
        }
    }
    Poco::Net::HTTPResponse response;
    std::istream& in = http.receiveResponse(response);
    auto answer = read_answer(in, response, sink, text);
    if (!response.getKeepAlive())
        http.reset();
    return answer;
}

Answer<nlohmann::json> ApiClient::Impl::perform(
    const Outgoing& outgoing, const Sink* sink, std::string* text)
{
    // What an exception of the library says can name addresses and files, so only its kind is used.
    try {
        return exchange(outgoing, sink, text);
    } catch (const NotTrusted& seen) {
        return not_trusted(seen.fingerprint);
    } catch (const Poco::TimeoutException&) {
        session.http.reset(); // or the late answer would be read as the next one's
        return unreachable("the server did not answer in time");
    } catch (const Poco::Exception&) {
        if (!sent)
            return not_connected();
        session.http.reset();
        return unreachable(outgoing.method == HTTPRequest::HTTP_GET
                               ? "the connection ended before the answer was there"
                               : "the connection ended before the answer was there; what was "
                                 "asked for may have been done: look before you ask again");
    }
}

// Of the exception that is being handled.
Answer<nlohmann::json> ApiClient::Impl::not_connected()
{
    try {
        throw;
    } catch (const Poco::Net::SSLException&) {
        session.http.reset();
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
    } catch (const Poco::FileException&) {
        return fault(ExitCode::failed,
            "the file with the authorities to trust could not be read; give it with --ca");
    } catch (const Poco::Exception&) {
        return unreachable("the connection to the server failed");
    }
}

ApiClient::ApiClient(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient& ApiClient::operator=(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Answer<ApiClient> ApiClient::open(Context& context, const ServerAddress& address,
    vault::Secret authorization, std::string not_accepted)
{
    auto url = parse_server_url(address.url);
    if (!url)
        return std::unexpected{url.error()};
    auto impl = std::make_unique<Impl>(context, address, std::move(*url), std::move(authorization));
    impl->not_accepted = std::move(not_accepted);
    return ApiClient{std::move(impl)};
}

Answer<nlohmann::json> ApiClient::get(const std::string& path, const Query& query)
{
    std::string target = path;
    for (const auto& [name, value] : query)
        if (!value.empty())
            target += fmt::format(
                "{}{}={}", target.find('?') == std::string::npos ? '?' : '&', name, encoded(value));
    return impl_->perform({HTTPRequest::HTTP_GET, target, "", 0, nullptr}, nullptr);
}

Answer<nlohmann::json> ApiClient::get_pages(const std::string& path, const Query& query,
    std::uint64_t limit, std::string_view cursor, const char* next)
{
    constexpr std::uint64_t page_rows_max = 200; // the server's own bound
    nlohmann::json all = {{"data", nlohmann::json::array()}};
    std::string position;
    while (all["data"].size() < limit) {
        Query page = query;
        page.emplace_back(
            "limit", std::to_string(std::min(page_rows_max, limit - all["data"].size())));
        if (!position.empty())
            page.emplace_back(cursor, position);
        auto answer = get(path, page);
        if (!answer)
            return answer;
        if (!answer->is_object() || !answer->contains("data") || !(*answer)["data"].is_array())
            return unreachable(
                "the server's answer cannot be understood; is this a Ticket Vault server?");
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

Answer<nlohmann::json> ApiClient::send(
    const std::string& method, const std::string& path, const nlohmann::json& body)
{
    // Broken UTF-8 is passed on as it is, never replaced in silence: the server refuses it.
    std::string bytes;
    try {
        bytes = body.dump();
    } catch (const nlohmann::json::exception&) {
        return fault(ExitCode::failed, "one of the texts is not valid UTF-8");
    }
    auto answer =
        impl_->perform({method, path, "application/json", bytes.size(),
                           [&](std::ostream& out) {
                               out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
                               return true;
                           }},
            nullptr);
    wipe_text(bytes);
    return answer;
}

Answer<std::string> ApiClient::get_text(const std::string& path)
{
    std::string text;
    const auto answer =
        impl_->perform({HTTPRequest::HTTP_GET, path, "", 0, nullptr}, nullptr, &text);
    if (!answer)
        return std::unexpected{answer.error()};
    return text;
}

Answer<nlohmann::json> ApiClient::upload(
    const std::string& path, const std::string& file, std::uint64_t size, std::string_view label)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        return fault(ExitCode::failed, "a file to attach could not be opened");
    ProgressBar bar{impl_->context, label};
    return impl_->perform(
        {HTTPRequest::HTTP_PUT, path, "application/octet-stream", size,
            [&](std::ostream& out) {
                std::array<char, chunk_bytes> chunk{};
                std::uint64_t sent = 0;
                while (sent < size && out &&
                       (in.read(chunk.data(), chunk.size()) || in.gcount() > 0)) {
                    const auto count = std::min<std::uint64_t>(
                        static_cast<std::uint64_t>(in.gcount()), size - sent);
                    out.write(chunk.data(), static_cast<std::streamsize>(count));
                    sent += count;
                    bar.update(sent, size);
                }
                vault::wipe(std::as_writable_bytes(std::span{chunk}));
                // A stream that broke is the server answering early: its reason is read next.
                return !out || (sent == size && in.peek() == std::ifstream::traits_type::eof());
            }},
        nullptr);
}

Answer<nlohmann::json> ApiClient::fetch(
    const std::string& method, const std::string& path, const Sink& sink)
{
    return impl_->perform({method, path, "", 0, nullptr}, &sink);
}

Answer<std::string> ApiClient::certificate_fingerprint()
{
    try {
        return presented_fingerprint(impl_->url);
    } catch (const Poco::Exception&) {
        return unreachable("no TLS connection could be made to the server; check address and port, "
                           "and that the service runs");
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
        impl_->session.http->sendRequest(request);
        impl_->session.http.reset();
        return true;
    } catch (const NotTrusted&) {
        impl_->session.http.reset();
        return false;
    } catch (const Poco::Net::SSLException&) {
        impl_->session.http.reset();
        return false;
    } catch (const Poco::Exception&) {
        impl_->session.http.reset();
        return unreachable("nothing answers at the server's address; is the service running?");
    }
}

void ApiClient::trust_fingerprint(const std::string& fingerprint)
{
    impl_->address.fingerprint = fingerprint;
    impl_->session.http.reset();
}

bool ApiClient::signed_in() const { return !impl_->authorization.empty(); }

void ApiClient::authorize(vault::Secret authorization)
{
    impl_->authorization = std::move(authorization);
}

bool ApiClient::uses_tls() const { return impl_->url.tls; }

const ServerAddress& ApiClient::address() const { return impl_->address; }

} // namespace cli
