#pragma once

#include "context.h"
#include "options/command.h"

namespace cli {

// "ticket close" and "ticket reopen".
void add_closing(Command ticket, Context& context);

} // namespace cli
