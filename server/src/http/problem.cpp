#include "http/problem.h"

#include <algorithm>
#include <array>
#include <utility>

namespace server::http {

namespace {

struct StatusRow {
    int status;
    std::string_view title;
};

// Titles of RFC 9110 and, for 428 to 431, RFC 6585; ascending.
constexpr std::array status_rows{
    StatusRow{200, "OK"},
    StatusRow{201, "Created"},
    StatusRow{202, "Accepted"},
    StatusRow{204, "No Content"},
    StatusRow{206, "Partial Content"},
    StatusRow{301, "Moved Permanently"},
    StatusRow{302, "Found"},
    StatusRow{303, "See Other"},
    StatusRow{304, "Not Modified"},
    StatusRow{307, "Temporary Redirect"},
    StatusRow{308, "Permanent Redirect"},
    StatusRow{400, "Bad Request"},
    StatusRow{401, "Unauthorized"},
    StatusRow{403, "Forbidden"},
    StatusRow{404, "Not Found"},
    StatusRow{405, "Method Not Allowed"},
    StatusRow{406, "Not Acceptable"},
    StatusRow{408, "Request Timeout"},
    StatusRow{409, "Conflict"},
    StatusRow{410, "Gone"},
    StatusRow{411, "Length Required"},
    StatusRow{412, "Precondition Failed"},
    StatusRow{413, "Content Too Large"},
    StatusRow{414, "URI Too Long"},
    StatusRow{415, "Unsupported Media Type"},
    StatusRow{416, "Range Not Satisfiable"},
    StatusRow{417, "Expectation Failed"},
    StatusRow{422, "Unprocessable Content"},
    StatusRow{423, "Locked"},
    StatusRow{425, "Too Early"},
    StatusRow{428, "Precondition Required"},
    StatusRow{429, "Too Many Requests"},
    StatusRow{431, "Request Header Fields Too Large"},
    StatusRow{451, "Unavailable For Legal Reasons"},
    StatusRow{500, "Internal Server Error"},
    StatusRow{501, "Not Implemented"},
    StatusRow{502, "Bad Gateway"},
    StatusRow{503, "Service Unavailable"},
    StatusRow{504, "Gateway Timeout"},
    StatusRow{505, "HTTP Version Not Supported"},
    StatusRow{507, "Insufficient Storage"},
};
static_assert(std::ranges::is_sorted(status_rows, {}, &StatusRow::status));

// Literals only come here, so of JSON's escapes the quote and the backslash are enough.
void append_quoted(std::string& json, std::string_view text)
{
    json += '"';
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            json += '\\';
        }
        json += letter;
    }
    json += '"';
}

// What stands between the outer braces, or nothing when there are none.
std::string_view inner_members(std::string_view object)
{
    if (object.size() < 2 || object.front() != '{' || object.back() != '}') {
        return {};
    }
    return object.substr(1, object.size() - 2);
}

} // namespace

std::string_view status_title(int status)
{
    const auto* row = std::ranges::lower_bound(status_rows, status, {}, &StatusRow::status);
    return row != status_rows.end() && row->status == status ? row->title : "Unknown";
}

Response problem(int status, Literal type, Literal detail, std::string extra_members)
{
    Response response;
    response.status = status;
    response.set_header("Content-Type", "application/problem+json");
    response.body = Problem{type, detail, std::move(extra_members)};
    return response;
}

std::string render_problem(const Problem& problem, int status, std::string_view request_id)
{
    std::string json = "{\"type\":\"urn:ticket-vault:problem:";
    json += problem.type.text();
    json += "\",\"title\":";
    append_quoted(json, status_title(status));
    json += ",\"status\":" + std::to_string(status) + ",\"detail\":";
    append_quoted(json, problem.detail.text());
    json += ",\"request_id\":";
    append_quoted(json, request_id);
    if (const std::string_view members = inner_members(problem.extra_members); !members.empty()) {
        json += ',';
        json += members;
    }
    json += '}';
    return json;
}

} // namespace server::http
