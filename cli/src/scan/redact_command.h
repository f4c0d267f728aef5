#pragma once

#include "options/command.h"

namespace cli {

struct Context;

void add_redact_command(Command root, Context& context);

} // namespace cli
