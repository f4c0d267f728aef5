#pragma once

#include "context.h"
#include "text/fault.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cli {

// What `command` does when it was chosen. A fault is reported and sets the exit code.
void on_run(CLI::App& command, Context& context, std::function<Answer<void>()> action);

// A required argument that is the id of an object, such as "tkt_". Anything else is a usage error.
CLI::Option* add_id(CLI::App& command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description);
// The same as often as wanted, or not at all.
CLI::Option* add_ids(CLI::App& command, const std::string& name, std::vector<std::string>& target,
    std::string_view prefix, const std::string& description);
// An optional --name ID.
CLI::Option* add_id_option(CLI::App& command, const std::string& name, std::string& target,
    std::string_view prefix, const std::string& description);
// A required or optional --name DURATION ("30m", "4h", "3d"); `seconds` stays as it is when not given.
CLI::Option* add_duration(CLI::App& command, const std::string& name, std::int64_t& seconds,
    const std::string& description);
// --limit N, 1 to 10,000.
CLI::Option* add_limit(CLI::App& command, std::uint64_t& limit);

} // namespace cli
