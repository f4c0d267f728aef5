#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

void add_redact_command(CLI::App& root, Context& context);

} // namespace cli
