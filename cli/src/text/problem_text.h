#pragma once

#include "text/fault.h"

#include <string>
#include <string_view>

namespace cli {

// What a refused request means for a person: the problem document's title and detail with what to do next, and the exit code of its kind.
// `body` may be anything; what is not an RFC 9457 document is described by the status alone. `retry_after` is the header's text or empty.
[[nodiscard]] Fault describe_problem(
    int status, std::string_view body, std::string_view retry_after);

} // namespace cli
