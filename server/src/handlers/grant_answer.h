#pragma once

#include "access/answers.h"
#include "handlers/view_json.h"

namespace server {

// The grant with this status, or why there is none.
[[nodiscard]] inline http::Response grant_answer(
    int status, const vault::Expected<vault::GrantView>& grant)
{
    if (!grant) {
        return answer_error(grant.error());
    }
    json::Writer out{2048};
    out.begin_object();
    put_grant(out, *grant);
    out.end_object();
    return json_response(status, out.take());
}

} // namespace server
