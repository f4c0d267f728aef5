#pragma once

#include "context.h"

namespace CLI {
class App;
} // namespace CLI

namespace cli {

// "ticket close" and "ticket reopen".
void add_closing(CLI::App& ticket, Context& context);

} // namespace cli
