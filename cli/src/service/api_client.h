#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/secret.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cli {

// Where the server is and how its certificate is trusted: by `fingerprint` when given, else by `ca_file`, else by the system's CAs.
struct ServerAddress {
    std::string url; // https://host[:port], or http:// on loopback
    std::string fingerprint;
    std::string ca_file;
};

using Query =
    std::vector<std::pair<std::string_view, std::string>>; // pairs with an empty value are left out

// The type of a Fault that no waiting cures: whoever answers is not, or no more, the server that is trusted.
inline constexpr std::string_view untrusted_certificate = "untrusted-certificate";

// Speaks the HTTP API of one server over one connection. Poco stays in its .cpp file and in tls_session.
//
// Every connection is checked before a byte of a request leaves. Faults: unreachable for the network, TLS and 503; failed for what
// the server refuses, with the title and detail of its problem document. Nothing is retried.
// Threads: one at a time.
class ApiClient {
public:
    // usage for a malformed URL or plain HTTP beyond loopback. `authorization` is the whole header value; empty: none. `not_accepted` is what to
    // say where the server does not take it (401); empty: what the server says. Does not connect yet.
    [[nodiscard]] static Answer<ApiClient> open(Context& context, const ServerAddress& address,
        vault::Secret authorization, std::string not_accepted = {});
    ApiClient(ApiClient&&) noexcept;
    ApiClient& operator=(ApiClient&&) noexcept;
    ~ApiClient();

    // JSON answers; an empty answer (204) is null. `path` starts with "/v1/".
    [[nodiscard]] Answer<nlohmann::json> get(const std::string& path, const Query& query = {});
    // A list of at most `limit` rows, page after page: {"data":[…]} with the last page's `next` member if more are there. `cursor` and `next` are
    // the names the list uses ("cursor", "next_cursor").
    [[nodiscard]] Answer<nlohmann::json> get_pages(const std::string& path, const Query& query,
        std::uint64_t limit, std::string_view cursor, const char* next);
    [[nodiscard]] Answer<nlohmann::json> send(const std::string& method, const std::string& path);
    // `body` is wiped from the wire buffers after it was sent.
    [[nodiscard]] Answer<nlohmann::json> send(
        const std::string& method, const std::string& path, const nlohmann::json& body);
    [[nodiscard]] Answer<std::string> get_text(const std::string& path);
    // Streams exactly `size` bytes of the file; shorter or longer by then is a fault and nothing is accepted by the server.
    [[nodiscard]] Answer<nlohmann::json> upload(const std::string& path, const std::string& file,
        std::uint64_t size, std::string_view label);

    using Sink = std::function<bool(std::span<const char>)>; // false: could not be written
    // Like send without a body, but an octet-stream or text answer goes to `sink` as it comes and the result is null, or {"audit_seq":N} where
    // the answer names the entry of the log about it.
    [[nodiscard]] Answer<nlohmann::json> fetch(
        const std::string& method, const std::string& path, const Sink& sink);

    // Connects with a throw-away handshake that trusts nothing and sends nothing, to show a person what to compare.
    [[nodiscard]] Answer<std::string> certificate_fingerprint();
    // Whether the server's certificate is trusted as configured. false: it is not (no fault); fault: not even a handshake.
    [[nodiscard]] Answer<bool> is_trusted();
    void trust_fingerprint(const std::string& fingerprint);
    void authorize(vault::Secret authorization);
    // Whether requests go in somebody's name: a session, a token or a guest's link.
    [[nodiscard]] bool signed_in() const;
    [[nodiscard]] bool uses_tls() const;
    [[nodiscard]] const ServerAddress& address() const;

private:
    struct Impl;
    explicit ApiClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace cli
