#pragma once

#include "context.h"
#include "text/fault.h"

#include <string>
#include <string_view>

namespace cli {

// What --since and --until take, as RFC 3339: a duration back ("2h"), a day or a time in UTC. Empty stays empty. `option` names it in a fault.
[[nodiscard]] Answer<std::string> point_in_time(
    Context& context, const std::string& text, std::string_view option);

} // namespace cli
