#pragma once

#include "http/message.h"

#include <string>
#include <string_view>

namespace server::http {

// The one place that sets the headers every response carries. Appends "Name: value" CR LF lines;
// where the table lets a handler decide and the response has that header, the handler's stands
// instead.
void append_security_headers(std::string& head, const Response& response, bool encrypted);

// Whether a handler may give this header: not one of the table's fixed ones and not one of those
// that frame the message.
bool handler_may_set(std::string_view name);

} // namespace server::http
