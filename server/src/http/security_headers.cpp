#include "http/security_headers.h"

#include "http/head_syntax.h"

#include <algorithm>
#include <array>

namespace server::http {

namespace {

struct HeaderRow {
    std::string_view name;
    std::string_view lower_name;
    std::string_view value;
    bool only_over_tls;
    bool handler_decides;
};

// The content policy is that of an API: nothing may load or frame an answer. Pages bring their own,
// which must keep frame-ancestors.
constexpr std::array header_rows{
    HeaderRow{
        "Strict-Transport-Security", "strict-transport-security", "max-age=63072000", true, false},
    HeaderRow{"Content-Security-Policy", "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", false,
        true},
    HeaderRow{"X-Content-Type-Options", "x-content-type-options", "nosniff", false, false},
    HeaderRow{"X-Frame-Options", "x-frame-options", "DENY", false, false},
    HeaderRow{"Referrer-Policy", "referrer-policy", "no-referrer", false, false},
    HeaderRow{
        "Cross-Origin-Opener-Policy", "cross-origin-opener-policy", "same-origin", false, false},
    HeaderRow{"Cross-Origin-Resource-Policy", "cross-origin-resource-policy", "same-origin", false,
        false},
    HeaderRow{"Cache-Control", "cache-control", "no-store", false, true},
};

// Written by the server from what it knows about the message, and nothing about the software.
constexpr std::array<std::string_view, 8> framing_names{
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "trailer",
    "transfer-encoding",
    "x-request-id",
};

} // namespace

void append_security_headers(std::string& head, const Response& response, bool encrypted)
{
    for (const HeaderRow& row : header_rows) {
        if ((row.only_over_tls && !encrypted) ||
            (row.handler_decides && response.header(row.name))) {
            continue;
        }
        head += row.name;
        head += ": ";
        head += row.value;
        head += "\r\n";
    }
}

bool handler_may_set(std::string_view name)
{
    const bool frames = std::ranges::any_of(
        framing_names, [&](std::string_view taken) { return equals_ignoring_case(name, taken); });
    const bool fixed = std::ranges::any_of(header_rows, [&](const HeaderRow& row) {
        return !row.handler_decides && equals_ignoring_case(name, row.lower_name);
    });
    return !frames && !fixed;
}

} // namespace server::http
