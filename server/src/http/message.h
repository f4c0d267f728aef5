#pragma once

#include "http/body_reader.h"
#include "http/literal.h"
#include "http/request_head.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace server::http {

// What a handler gets. Every view is valid until the handler returns.
struct Request {
    const RequestHead& head;
    BodyReader& body;
    std::string_view
        peer_address; // numeric, without port or zone; of the client where a trusted proxy speaks for one
    std::string_view
        peer_network; // bytes that are the same for all addresses of one peer: an IPv4 address, an IPv6 /64
    std::string_view scheme;     // "https" or "http"
    std::string_view request_id; // also in the X-Request-Id of the answer

    std::string_view method() const { return head.method; }
    std::string_view path() const { return head.path; }
    std::span<const QueryPair> query() const { return head.query; }
    // Name in lower case.
    std::optional<std::string_view> header(std::string_view lower_case_name) const
    {
        return head.header(lower_case_name);
    }
};

// The source of a download broke: the connection is closed before the announced end, so that the
// peer knows.
struct SourceFault {};

// A body that is pulled piece by piece by a thread of the transfer pool, after the handler has
// returned; it must own what it needs. pull fills at least one byte and says how many; 0 is the
// end. With a length it must give exactly that many.
struct BodySource {
    std::function<std::expected<std::size_t, SourceFault>(std::span<std::byte> into)> pull;
    std::optional<std::uint64_t> length_bytes; // absent: sent in chunks
};

// An RFC 9457 problem; made by problem() (problem.h) and rendered when the request id is known,
// which is after the handler and all it held are gone: literals outlive that, views might not.
struct Problem {
    Literal type;
    Literal detail;
    std::string extra_members; // a JSON object or nothing
};

struct ResponseHeader {
    std::string name;
    std::string value;
};

// What a handler gives back. The server adds length, date, connection and every security header
// (security_headers.h); of those a handler may set only Cache-Control and Content-Security-Policy.
struct Response {
    int status = 200;
    // a control character in one of them turns the answer into a 500
    std::vector<ResponseHeader> headers;
    std::variant<std::string, BodySource, Problem> body = std::string();
    bool body_is_secret = false; // every copy in this process is overwritten once sent

    Response& set_header(std::string name, std::string value);
    // The first header of that name in any case, or nothing. For tests and for the server.
    std::optional<std::string_view> header(std::string_view name) const;
};

// 200 or another status with a text body.
Response respond(int status, Literal content_type, std::string body);

// Called from several threads at once. What it throws becomes a 500 without its text.
using Handler = std::function<Response(Request&)>;

} // namespace server::http
