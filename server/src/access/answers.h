#pragma once

#include "http/message.h"
#include "vault/error.h"
#include "json/fields.h"
#include "json/parse.h"

#include <string>

namespace server {

// The one table from what the vault says to a status. The detail is the error's own literal; its reason, where it has one and nothing else is
// told, is a member of that name.
[[nodiscard]] http::Response answer_error(
    const vault::Error& error, std::string extra_members = {});

// 400 for what came cut short, 408 for what came too slowly, 413 for what is too large.
[[nodiscard]] http::Response answer_body_fault(http::BodyFault fault);
// 400 for what is no JSON, 422 for JSON that we do not take.
[[nodiscard]] http::Response answer_parse_fault(json::ParseFault fault);
// 422 with the pointer of the member.
[[nodiscard]] http::Response answer_field_fault(const json::FieldFault& fault);

[[nodiscard]] http::Response not_found();
[[nodiscard]] http::Response json_response(int status, std::string body);
[[nodiscard]] http::Response no_content();
// 429 or 503 with Retry-After.
[[nodiscard]] http::Response retry_later(
    int status, http::Literal type, http::Literal detail, std::uint32_t seconds);

} // namespace server
