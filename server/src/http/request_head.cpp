#include "http/request_head.h"

#include "http/head_syntax.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

namespace server::http {

namespace {

struct FaultRow {
    HeadFault fault;
    int status;
    Literal detail;
};

constexpr std::array fault_rows{
    FaultRow{HeadFault::bare_line_feed, 400, "A line of the request head does not end with CR LF."},
    FaultRow{HeadFault::forbidden_byte, 400,
        "The request head holds a control character or another forbidden byte."},
    FaultRow{HeadFault::bad_request_line, 400,
        "The request line is not: method, one space, target, one space, version."},
    FaultRow{HeadFault::unknown_method, 501, "The method is longer than any this server knows."},
    FaultRow{HeadFault::bad_version, 400, "The request line does not end with an HTTP version."},
    FaultRow{HeadFault::unsupported_version, 505, "This server speaks HTTP/1.1 and HTTP/1.0."},
    FaultRow{HeadFault::bad_target, 400,
        "The request target is not an absolute path with valid percent encoding."},
    FaultRow{HeadFault::target_too_long, 414, "The request target is longer than 8 KiB."},
    FaultRow{HeadFault::too_many_query_pairs, 400, "The query has more than 100 parameters."},
    FaultRow{HeadFault::bad_header, 400, "A header field is not: name, colon, value."},
    FaultRow{HeadFault::folded_header, 400, "A header field is folded over several lines."},
    FaultRow{HeadFault::too_many_headers, 431, "The request has more than 100 header fields."},
    FaultRow{HeadFault::head_too_long, 431, "The request head is longer than 16 KiB."},
    FaultRow{HeadFault::repeated_header, 400, "A header field that may stand once stands twice."},
    FaultRow{HeadFault::missing_host, 400, "The Host header field is missing."},
    FaultRow{HeadFault::bad_host, 400, "The Host header field is not a host name or address."},
    FaultRow{HeadFault::bad_content_length, 400,
        "The Content-Length header field is not a plain number."},
    FaultRow{HeadFault::content_too_long, 413, "The announced body is too long."},
    FaultRow{HeadFault::transfer_encoding, 411,
        "Transfer codings are not accepted; send the body with a Content-Length."},
    FaultRow{HeadFault::length_and_transfer_encoding, 400,
        "The request has both a Content-Length and a Transfer-Encoding."},
    FaultRow{HeadFault::unknown_expectation, 417,
        "The only expectation this server meets is 100-continue."},
};

consteval bool rows_in_order()
{
    for (std::size_t at = 0; at < fault_rows.size(); ++at) {
        if (fault_rows[at].fault != static_cast<HeadFault>(at)) {
            return false;
        }
    }
    return true;
}
static_assert(rows_in_order());

// Fields that two readers could take differently when they stand twice. Sorted.
constexpr std::array<std::string_view, 17> single_fields{
    "authorization",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "cookie",
    "expect",
    "host",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "origin",
    "range",
    "sec-fetch-site",
    "transfer-encoding",
    "x-csrf-token",
    "x-ticket-secret",
};
static_assert(std::ranges::is_sorted(single_fields));

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

// Takes apart the copy of the bytes that the head owns. Each step returns a fault or nothing.
class HeadParser {
public:
    explicit HeadParser(std::string_view bytes) { head_.storage = WipedBytes(bytes); }

    std::expected<RequestHead, HeadFault> parse()
    {
        const std::string_view text = head_.storage.text();
        if (auto fault = check_frame(text)) {
            return std::unexpected(*fault);
        }
        const std::size_t first_end = text.find(line_end);
        if (auto fault = take_request_line(text.substr(0, first_end))) {
            return std::unexpected(*fault);
        }
        // The empty line at the end is left off.
        if (auto fault = take_fields(text.substr(first_end + 2, text.size() - first_end - 4))) {
            return std::unexpected(*fault);
        }
        for (auto step : {&HeadParser::settle_host, &HeadParser::settle_length,
                 &HeadParser::settle_connection}) {
            if (auto fault = (this->*step)()) {
                return std::unexpected(*fault);
            }
        }
        return std::move(head_);
    }

private:
    using Fault = std::optional<HeadFault>;

    // The view lies in storage, which is ours to change.
    static std::span<char> writable(std::string_view text)
    {
        return {const_cast<char*>(text.data()), text.size()};
    }

    static Fault check_frame(std::string_view text)
    {
        if (text.size() > head_bytes_max) {
            return HeadFault::head_too_long;
        }
        HeadScanner scanner;
        const auto size = scanner.scan(text);
        if (!size) {
            return size.error();
        }
        return *size == text.size() && !text.empty() ? Fault() : HeadFault::bad_request_line;
    }

    Fault take_request_line(std::string_view line)
    {
        if (!is_printable_ascii(line)) {
            return HeadFault::forbidden_byte;
        }
        const std::size_t first = line.find(' ');
        const std::size_t last = line.rfind(' ');
        if (first == std::string_view::npos || first == last) {
            return HeadFault::bad_request_line;
        }
        const std::string_view target = line.substr(first + 1, last - first - 1);
        head_.method = line.substr(0, first);
        if (!is_token(head_.method) || target.empty() ||
            target.find(' ') != std::string_view::npos) {
            return HeadFault::bad_request_line;
        }
        // The version first: the preface of HTTP/2 and its like should hear about the version.
        if (auto fault = take_version(line.substr(last + 1))) {
            return fault;
        }
        if (head_.method.size() > method_bytes_max) {
            return HeadFault::unknown_method;
        }
        return take_target(target);
    }

    Fault take_version(std::string_view version)
    {
        const auto digit = [](char letter) { return letter >= '0' && letter <= '9'; };
        if (version.size() != 8 || !version.starts_with("HTTP/") || !digit(version[5]) ||
            version[6] != '.' || !digit(version[7])) {
            return HeadFault::bad_version;
        }
        if (version[5] != '1' || version[7] > '1') {
            return HeadFault::unsupported_version;
        }
        head_.minor_version = version[7] - '0';
        return {};
    }

    Fault take_target(std::string_view target)
    {
        if (target.size() > target_bytes_max) {
            return HeadFault::target_too_long;
        }
        const std::size_t mark = target.find('?');
        const std::string_view path = target.substr(0, mark);
        if (!path.starts_with('/')) {
            return HeadFault::bad_target;
        }
        const auto size = decode_in_place(writable(path), TargetPart::path);
        if (!size || has_dot_segment(path.substr(0, *size))) {
            return HeadFault::bad_target;
        }
        head_.path = path.substr(0, *size);
        return mark == std::string_view::npos ? Fault() : take_query(target.substr(mark + 1));
    }

    Fault take_query(std::string_view query)
    {
        while (!query.empty()) {
            const std::string_view pair = query.substr(0, query.find('&'));
            query.remove_prefix(std::min(pair.size() + 1, query.size()));
            if (pair.empty()) {
                continue;
            }
            const std::size_t equals = pair.find('=');
            const std::string_view name = pair.substr(0, equals);
            const std::string_view value =
                equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
            const auto name_size = decode_in_place(writable(name), TargetPart::query);
            const auto value_size = decode_in_place(writable(value), TargetPart::query);
            if (!name_size || !value_size) {
                return HeadFault::bad_target;
            }
            if (head_.query.size() == query_pair_count_max) {
                return HeadFault::too_many_query_pairs;
            }
            head_.query.push_back({name.substr(0, *name_size), value.substr(0, *value_size)});
        }
        return {};
    }

    Fault take_fields(std::string_view lines)
    {
        head_.headers.reserve(16);
        while (!lines.empty()) {
            const std::string_view line = lines.substr(0, lines.find(line_end));
            lines.remove_prefix(line.size() + line_end.size());
            if (auto fault = take_field(line)) {
                return fault;
            }
        }
        return {};
    }

    Fault take_field(std::string_view line)
    {
        if (line.starts_with(' ') || line.starts_with('\t')) {
            return HeadFault::folded_header;
        }
        if (!is_field_value(line)) {
            return HeadFault::forbidden_byte;
        }
        const std::size_t colon = line.find(':');
        const std::string_view name = line.substr(0, colon);
        if (colon == std::string_view::npos || !is_token(name)) {
            return HeadFault::bad_header;
        }
        if (head_.headers.size() == header_count_max) {
            return HeadFault::too_many_headers;
        }
        std::ranges::transform(name, writable(name).begin(), lower_case);
        head_.headers.push_back({name, trim_blanks(line.substr(colon + 1))});

        const auto found = std::ranges::lower_bound(single_fields, name);
        if (found != single_fields.end() && *found == name) {
            const auto index = static_cast<std::size_t>(found - single_fields.begin());
            if (seen_.test(index)) {
                return HeadFault::repeated_header;
            }
            seen_.set(index);
        }
        return {};
    }

    Fault settle_host()
    {
        const auto host = head_.header("host");
        if (!host) {
            return head_.minor_version == 0 ? Fault() : HeadFault::missing_host;
        }
        return is_host(*host) ? Fault() : HeadFault::bad_host;
    }

    Fault settle_length()
    {
        const auto length = head_.header("content-length");
        if (head_.header("transfer-encoding")) {
            return length ? HeadFault::length_and_transfer_encoding : HeadFault::transfer_encoding;
        }
        if (!length) {
            return {};
        }
        const auto bytes = parse_digits(*length, content_length_digits_max);
        if (!bytes) {
            const bool only_digits =
                length->find_first_not_of("0123456789") == std::string_view::npos;
            return only_digits && !length->empty() ? HeadFault::content_too_long
                                                   : HeadFault::bad_content_length;
        }
        head_.content_length = *bytes;
        return {};
    }

    Fault settle_connection()
    {
        head_.keep_alive = head_.minor_version == 1;
        for (const HeaderField& field : head_.headers) {
            if (field.name == "connection" && list_holds(field.value, "close")) {
                head_.keep_alive = false;
            }
        }
        // RFC 9110 §10.1.1: a server ignores the expectation of an HTTP/1.0 request.
        const auto expect = head_.header("expect");
        if (!expect || head_.minor_version == 0) {
            return {};
        }
        head_.expects_continue = equals_ignoring_case(*expect, "100-continue");
        return head_.expects_continue ? Fault() : HeadFault::unknown_expectation;
    }

    RequestHead head_;
    std::bitset<single_fields.size()> seen_;
};

} // namespace

int head_fault_status(HeadFault fault)
{
    return fault_rows[static_cast<std::size_t>(fault)].status;
}

Literal head_fault_detail(HeadFault fault)
{
    return fault_rows[static_cast<std::size_t>(fault)].detail;
}

std::optional<std::string_view> RequestHead::header(std::string_view lower_case_name) const
{
    const auto found = std::ranges::find(headers, lower_case_name, &HeaderField::name);
    return found == headers.end() ? std::nullopt : std::optional(found->value);
}

std::expected<RequestHead, HeadFault> parse_request_head(std::string_view bytes)
{
    return HeadParser(bytes).parse();
}

std::expected<std::size_t, HeadFault> HeadScanner::scan(std::string_view bytes)
{
    // Refused at once: an empty line in front, and a TLS hello on the plain port.
    if (!bytes.empty() && !is_token(bytes.substr(0, 1))) {
        return std::unexpected(HeadFault::bad_request_line);
    }
    while (true) {
        const std::size_t feed = bytes.find('\n', scanned_);
        if (feed >= head_bytes_max) {
            scanned_ = bytes.size();
            if (bytes.size() >= head_bytes_max) {
                return std::unexpected(HeadFault::head_too_long);
            }
            return 0;
        }
        if (bytes[feed - 1] != '\r') { // feed > 0: the first byte is a token character
            return std::unexpected(HeadFault::bare_line_feed);
        }
        scanned_ = feed + 1;
        if (bytes.substr(0, scanned_).ends_with(head_end)) {
            return scanned_;
        }
    }
}

} // namespace server::http
