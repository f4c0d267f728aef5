#pragma once

#include "application.h"
#include "http/message.h"

namespace server {

// Answers one request by the table: 404 for a path without a row, 405 with Allow, sign-in, 403 for a caller the row does not name, query,
// content type, body limit, JSON, then the handler. Logs one line without anything the sender wrote.
[[nodiscard]] http::Response answer(Application& application, http::Request& request);

struct RequestTag {
    static constexpr std::string_view prefix = "req_";
};
using RequestId = vault::Id<RequestTag>;

} // namespace server
