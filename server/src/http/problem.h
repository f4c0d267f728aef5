#pragma once

#include "http/literal.h"
#include "http/message.h"

#include <string>
#include <string_view>

namespace server::http {

// A response with an RFC 9457 body: {type, title, status, detail, request_id} and the members of
// `extra_members`.
//
// type: a short word for programs, for instance "unknown-member"; sent as
// "urn:ticket-vault:problem:<type>".
// detail: one sentence for people. Literals only, so that no input is echoed.
// extra_members: empty or a whole JSON object written by a JSON library, for instance
// {"certificate":{…}}; its members are added. The caller answers for what is in it.
Response problem(int status, Literal type, Literal detail, std::string extra_members = {});

// The JSON text of a problem. `request_id` must need no escaping.
std::string render_problem(const Problem& problem, int status, std::string_view request_id);

// "Not Found" for 404; "Unknown" for a status that is not in the table of problem.cpp.
std::string_view status_title(int status);

} // namespace server::http
