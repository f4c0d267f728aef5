#pragma once

#include "context.h"
#include "options/command.h"
#include "text/fault.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

// What `command` does when it was chosen. A fault is reported and sets the exit code.
void on_run(Command command, Context& context, std::function<Answer<void>()> action);

// A required argument that is the id of an object, such as "tkt_". Anything else is a usage error.
Option add_id(Command command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description);
// The same as often as wanted, or not at all.
Option add_ids(Command command, const std::string& name, std::vector<std::string>& target,
    std::string_view prefix, const std::string& description);
// An optional --name ID.
Option add_id_option(Command command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description);
// A required or optional --name DURATION ("30m", "4h", "3d"); `seconds` stays as it is when not given.
Option add_duration(Command command, const std::string& name, std::int64_t& seconds,
    const std::string& description);
// --limit N, 1 to 10,000.
Option add_limit(Command command, std::uint64_t& limit);

} // namespace cli
