#pragma once

#include "context.h"

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

// The whole tree of commands, bound to `context`, which must outlive it.
[[nodiscard]] std::unique_ptr<CLI::App> make_command_tree(Context& context);

// Parses `arguments` (without the program's name), runs the command and returns its exit code. No exception leaves. An argument is never
// echoed: a mistyped command line may hold a password.
[[nodiscard]] ExitCode run_command_line(std::vector<std::string> arguments, Context& context);

} // namespace cli
