#pragma once

#include "http/literal.h"
#include "http/wiped_bytes.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace server::http {

// Fixed bounds of a head. They are not configurable: everything behind the parser relies on them.
inline constexpr std::size_t head_bytes_max = 16 * 1024;
inline constexpr std::size_t target_bytes_max = 8 * 1024;
inline constexpr std::size_t method_bytes_max = 16;
inline constexpr std::size_t header_count_max = 100;
inline constexpr std::size_t query_pair_count_max = 100;
inline constexpr std::size_t content_length_digits_max = 15;

// Why a head was refused. head_fault_status() and head_fault_detail() give the answer's status and
// words.
enum class HeadFault : std::uint8_t {
    bare_line_feed,
    forbidden_byte,
    bad_request_line,
    unknown_method,
    bad_version,
    unsupported_version,
    bad_target,
    target_too_long,
    too_many_query_pairs,
    bad_header,
    folded_header,
    too_many_headers,
    head_too_long,
    repeated_header,
    missing_host,
    bad_host,
    bad_content_length,
    content_too_long,
    transfer_encoding,
    length_and_transfer_encoding,
    unknown_expectation,
};

int head_fault_status(HeadFault fault);
Literal head_fault_detail(HeadFault fault);

struct HeaderField {
    std::string_view name; // lower case
    // without surrounding blanks; may hold bytes above 0x7f, never control characters but tab
    std::string_view value;
};

// Decoded. A name that occurs twice stands here twice, in the order sent: the router answers 422 to
// it.
struct QueryPair {
    std::string_view name;
    std::string_view value;
};

// One checked request head. All views point into memory the head owns, which is wiped when it goes:
// authorisation, cookies and link secrets travel in heads.
struct RequestHead {
    std::string_view method; // as sent, upper or lower case letters and token characters
    // Percent-decoded, valid UTF-8, begins with '/'. Never holds control characters, an encoded '/'
    // or '\', or a segment "." or "..".
    std::string_view path;
    std::vector<QueryPair> query;
    std::vector<HeaderField> headers; // in the order sent, without exception
    std::uint64_t content_length = 0; // 0 when absent
    int minor_version = 1;            // of HTTP/1.x: 0 or 1
    bool keep_alive = false; // HTTP/1.1 without "Connection: close"; HTTP/1.0 is always closed
    bool expects_continue = false;

    // The first field of that name (give it in lower case). Fields that must be unique are known to
    // be.
    std::optional<std::string_view> header(std::string_view lower_case_name) const;

    WipedBytes storage; // what the views point into; move keeps them valid
};

// Checks and takes apart one head, from the method up to and including the empty line (CR LF CR
// LF); nothing may follow it.
//
// Strict where HTTP/1.1 parsers differ from each other (RFC 9112 §2.2, §5.1, §5.2, §6.3): bare LF,
// folded fields, blanks before the colon, control characters, several or odd Content-Length, any
// Transfer-Encoding, a missing or repeated Host are refused. Only the origin form of the target is
// served. Allocates once for the bytes and once per vector, never more than the bounds above allow.
// Pure; any thread.
std::expected<RequestHead, HeadFault> parse_request_head(std::string_view bytes);

// Finds the end of a head while it arrives, so that a broken one is refused at its first bad line
// and no byte is looked at twice.
class HeadScanner {
public:
    // `bytes` is everything received so far for this head; each call must give the same beginning,
    // perhaps longer. Returns the size of the head including its empty line, or 0 when more must
    // come.
    std::expected<std::size_t, HeadFault> scan(std::string_view bytes);

private:
    std::size_t scanned_ = 0;
};

} // namespace server::http
