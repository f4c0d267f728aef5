#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

void add_rules_command(CLI::App& root, Context& context);

} // namespace cli
