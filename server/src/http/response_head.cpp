#include "http/response_head.h"

#include "http/head_syntax.h"
#include "http/problem.h"
#include "http/security_headers.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace server::http {

namespace {

constexpr std::array<std::string_view, 7> day_names{
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(std::int64_t number)
{
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

void append_line(std::string& head, std::string_view name, std::string_view value)
{
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
}

bool has_body(const Response& response)
{
    const auto* text = std::get_if<std::string>(&response.body);
    return text == nullptr || !text->empty();
}

} // namespace

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

bool is_sendable(const Response& response)
{
    const bool clean = std::ranges::all_of(response.headers, [](const ResponseHeader& header) {
        return is_token(header.name) && is_field_value(header.value) &&
               handler_may_set(header.name);
    });
    return clean && status_title(response.status) != "Unknown" &&
           (status_has_body(response.status) || !has_body(response));
}

std::string http_date(std::int64_t unix_seconds)
{
    using namespace std::chrono;
    const sys_seconds moment{seconds(unix_seconds)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    std::string text(day_names[weekday(day).c_encoding()]);
    text += ", " + two_digits(static_cast<unsigned>(date.day())) + ' ';
    text += month_names[static_cast<unsigned>(date.month()) - 1];
    text += ' ' + std::to_string(static_cast<int>(date.year())) + ' ' +
            two_digits(time.hours().count()) + ':' + two_digits(time.minutes().count()) + ':' +
            two_digits(time.seconds().count()) + " GMT";
    return text;
}

std::string render_response_head(const Response& response, const AnswerFrame& frame)
{
    std::string head;
    head.reserve(1024);
    head += "HTTP/1.1 " + std::to_string(response.status) + ' ';
    head += status_title(response.status);
    head += "\r\n";
    for (const ResponseHeader& header : response.headers) {
        append_line(head, header.name, header.value);
    }
    if (frame.chunked) {
        append_line(head, "Transfer-Encoding", "chunked");
    } else if (frame.length_bytes) {
        append_line(head, "Content-Length", std::to_string(*frame.length_bytes));
    }
    if (!frame.keep_alive) {
        append_line(head, "Connection", "close");
    }
    if (frame.unix_seconds) {
        append_line(head, "Date", http_date(*frame.unix_seconds));
    }
    append_line(head, "X-Request-Id", frame.request_id);
    append_security_headers(head, response, frame.encrypted);
    head += "\r\n";
    return head;
}

} // namespace server::http
