#include "access/answers.h"

#include "http/problem.h"
#include "json/writer.h"

#include <array>
#include <utility>

namespace server {

namespace {

struct ErrorRow {
    vault::ErrorCode code;
    int status;
    http::Literal type;
};

// What concerns the vault's folders and keys is decided at start; met in a request it means that we cannot serve.
constexpr std::array error_rows{
    ErrorRow{vault::ErrorCode::invalid, 422, "invalid"},
    ErrorRow{vault::ErrorCode::not_found, 404, "not-found"},
    ErrorRow{vault::ErrorCode::forbidden, 403, "forbidden"},
    ErrorRow{vault::ErrorCode::needs_grant, 403, "permission-required"},
    ErrorRow{vault::ErrorCode::conflict, 409, "conflict"},
    ErrorRow{vault::ErrorCode::gone, 410, "gone"},
    ErrorRow{vault::ErrorCode::too_many, 409, "too-many"},
    ErrorRow{vault::ErrorCode::unauthenticated, 401, "unauthenticated"},
    ErrorRow{vault::ErrorCode::wrong_key, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::missing, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::cut_off, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::foreign, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::corrupt, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::inconsistent_log, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::in_use, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::read_only, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::disk_full, 507, "disk-full"},
    ErrorRow{vault::ErrorCode::io, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::unavailable, 503, "unavailable"},
    ErrorRow{vault::ErrorCode::internal, 500, "internal"},
};

constexpr bool rows_follow_the_enumeration()
{
    for (std::size_t index = 0; index < error_rows.size(); ++index) {
        if (static_cast<std::size_t>(error_rows[index].code) != index) {
            return false;
        }
    }
    return static_cast<std::size_t>(vault::ErrorCode::internal) + 1 == error_rows.size();
}
static_assert(rows_follow_the_enumeration());

constexpr std::string_view retry_after_seconds = "5";

} // namespace

http::Response answer_error(const vault::Error& error, std::string extra_members)
{
    const ErrorRow& row = error_rows[static_cast<std::size_t>(error.code())];
    // What broke inside is for the operator's log, not for the caller.
    const bool ours = row.status >= 500;
    const http::Literal detail = row.status == 507
                                     ? http::Literal{"the disk of the service is full"}
                                 : ours ? http::Literal{"the service cannot do this now"}
                                        : http::Literal{error.literal()};
    if (error.reason() && extra_members.empty()) {
        json::Writer extra;
        extra.begin_object().text("reason", error.reason()->text()).end_object();
        extra_members = extra.take();
    }
    auto answer = http::problem(row.status, row.type, detail, std::move(extra_members));
    if (row.status == 503) {
        answer.set_header("Retry-After", std::string{retry_after_seconds});
    }
    if (row.status == 401) {
        answer.set_header("WWW-Authenticate", "Bearer");
    }
    return answer;
}

http::Response answer_body_fault(http::BodyFault fault)
{
    return http::problem(http::body_fault_status(fault),
        fault == http::BodyFault::too_large ? http::Literal{"too-large"} : http::Literal{"invalid"},
        http::body_fault_detail(fault));
}

http::Response answer_parse_fault(json::ParseFault fault)
{
    switch (fault) {
    case json::ParseFault::empty:
        return http::problem(400, "invalid", "a JSON body is expected here, and there is none");
    case json::ParseFault::malformed:
        return http::problem(400, "invalid", "the body is not valid JSON");
    case json::ParseFault::invalid_utf8:
        return http::problem(400, "invalid", "the body is not valid UTF-8");
    case json::ParseFault::nul:
        return http::problem(422, "invalid", "a text in the body holds the character U+0000");
    case json::ParseFault::lone_surrogate:
        return http::problem(
            422, "invalid", "a text in the body holds half a character (a lone surrogate)");
    case json::ParseFault::duplicate_member:
        return http::problem(422, "invalid", "an object has the same member twice");
    case json::ParseFault::too_deep:
        return http::problem(422, "invalid", "the body is nested too deeply");
    case json::ParseFault::too_many_values:
        return http::problem(422, "invalid", "the body has too many values");
    }
    return http::problem(400, "invalid", "the body is not valid JSON");
}

http::Response answer_field_fault(const json::FieldFault& fault)
{
    json::Writer extra;
    extra.begin_object().text("pointer", fault.pointer);
    if (fault.bounds.min) {
        extra.number("minimum", *fault.bounds.min);
    }
    if (fault.bounds.max) {
        extra.number("maximum", *fault.bounds.max);
    }
    extra.end_object();
    return http::problem(422, "invalid", fault.detail, extra.take());
}

http::Response not_found() { return http::problem(404, "not-found", "no such object"); }

http::Response json_response(int status, std::string body)
{
    return http::respond(status, "application/json", std::move(body));
}

http::Response no_content()
{
    http::Response answer;
    answer.status = 204;
    return answer;
}

http::Response retry_later(
    int status, http::Literal type, http::Literal detail, std::uint32_t seconds)
{
    auto answer = http::problem(status, type, detail);
    answer.set_header("Retry-After", std::to_string(seconds));
    return answer;
}

} // namespace server
