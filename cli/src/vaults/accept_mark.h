#pragma once

#include "options/command.h"
#include "context.h"

namespace cli {

// The command 'keys accept-mark'.
void add_accept_mark(Command keys, Context& context);

} // namespace cli
