#pragma once

#include "context.h"
#include "options/command.h"

namespace cli {

// The command 'keys accept-mark'.
void add_accept_mark(Command keys, Context& context);

} // namespace cli
