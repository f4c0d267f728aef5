#pragma once

#include "service/api_client.h"
#include "service/chunked_body.h"
#include "service/server_url.h"

#include <memory>
#include <stdexcept>
#include <string>

namespace Poco::Net {
class HTTPClientSession;
}

namespace cli {

// Thrown by a session's connect, inside the library, when the certificate is not the pinned one.
struct NotTrusted : std::runtime_error {
    explicit NotTrusted(std::string seen)
        : std::runtime_error{"certificate not trusted"}, fingerprint{std::move(seen)}
    {
    }
    std::string fingerprint; // of the certificate that was presented
};

struct ClientSession {
    std::unique_ptr<Poco::Net::HTTPClientSession> http;
    WireBytes* wire =
        nullptr; // the same one's, below the library's streams: what stands behind the head that was read last
};

// An unconnected session that holds every connection it makes, also one the library makes anew by itself, against the address's fingerprint or
// authorities before a byte of a request is sent. Plain HTTP for a URL without TLS. Throws Poco::Exception.
[[nodiscard]] ClientSession make_session(const ServerUrl& url, const ServerAddress& address);

// "SHA256:…" of the certificate the server presents; trusts nothing and sends nothing. Throws Poco::Exception.
[[nodiscard]] std::string presented_fingerprint(const ServerUrl& url);

} // namespace cli
