#pragma once

#include "context.h"
#include "options/command.h"
#include "text/fault.h"

#include <string>
#include <string_view>

namespace cli {

// An option that takes what point_in_time() reads; anything else, also nothing, is a usage error.
Option add_time(
    Command command, const std::string& name, std::string& target, const std::string& description);

// What --since and --until take, as RFC 3339: a duration back ("2h"), a day or a time in UTC. Empty stays empty. `option` names it in a fault.
[[nodiscard]] Answer<std::string> point_in_time(
    Context& context, const std::string& text, std::string_view option);

// usage for a period that ends before it begins. Both as point_in_time() gives them; empty: open.
[[nodiscard]] Answer<void> check_period(const std::string& since, const std::string& until);

} // namespace cli
