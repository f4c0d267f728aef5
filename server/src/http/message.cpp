#include "http/message.h"

#include <algorithm>
#include <utility>

namespace server::http {

namespace {

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

} // namespace

Response& Response::set_header(std::string name, std::string value)
{
    headers.push_back({std::move(name), std::move(value)});
    return *this;
}

std::optional<std::string_view> Response::header(std::string_view name) const
{
    for (const ResponseHeader& candidate : headers) {
        if (std::ranges::equal(candidate.name, name, {}, lower, lower)) {
            return candidate.value;
        }
    }
    return std::nullopt;
}

Response respond(int status, Literal content_type, std::string body)
{
    Response response;
    response.status = status;
    response.set_header("Content-Type", std::string(content_type.text()));
    response.body = std::move(body);
    return response;
}

} // namespace server::http
