#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

void add_scan_command(CLI::App& root, Context& context);

} // namespace cli
