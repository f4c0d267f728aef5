#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

// One function per resource or command, each in the file of its name: adds the command and its options to `root`. `context` must
// outlive the parsing. Only what works is added.
void add_completion_command(CLI::App& root, Context& context);
void add_manual_command(CLI::App& root, Context& context);

} // namespace cli
