#pragma once

#include "options/command.h"
#include "text/exit_code.h"

#include <string>
#include <string_view>
#include <vector>

namespace cli {

struct Example {
    std::string_view what;    // "Scan a folder and stop a build on findings"
    std::string_view command; // without the leading "ticketvault "
};

// What help and manual say of a command beyond its options.
struct CommandHelp {
    std::string_view details; // one or more plain sentences; may be empty
    std::vector<Example> examples;
    std::vector<ExitCode> exits; // besides 0, 1 and 2, which every command has
};

// Every command calls this once: a command without an example fails the tests.
void describe(Command command, const CommandHelp& help);

// The page --help prints: what it is, usage, options, commands, examples, exit codes.
[[nodiscard]] std::string help_text(const CLI::App& command);

// One line: "ticketvault ticket show [OPTIONS] TICKET"
[[nodiscard]] std::string usage_line(const CLI::App& command);

struct OptionHelp {
    std::string names; // "-o,--output FILE"
    std::string text;
};
// Options or positional arguments as help shows them, hidden ones left out.
[[nodiscard]] std::vector<OptionHelp> option_helps(const CLI::App& command, bool positional);

} // namespace cli
