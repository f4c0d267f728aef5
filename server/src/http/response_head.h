#pragma once

#include "http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace server::http {

// What the server knows about an answer beside the handler's response.
struct AnswerFrame {
    std::string_view request_id;
    bool encrypted = false;
    bool keep_alive = false;
    bool chunked = false;
    std::optional<std::uint64_t> length_bytes; // absent: no Content-Length line
    std::optional<std::int64_t> unix_seconds;  // absent: no Date line
};

// Whether a response can be sent as it is: a known final status, clean headers, none of the
// server's own, no body where the status allows none. What is not is a mistake of a handler and
// becomes a 500.
bool is_sendable(const Response& response);

// 1xx, 204 and 304 have no body, whatever the method.
bool status_has_body(int status);

// Status line and header lines up to and including the empty one.
std::string render_response_head(const Response& response, const AnswerFrame& frame);

// RFC 9110 §5.6.7, for instance "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t unix_seconds);

} // namespace server::http
