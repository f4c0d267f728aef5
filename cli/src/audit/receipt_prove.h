#pragma once

#include "context.h"
#include "options/command.h"

namespace cli {

// receipt prove: one line of a receipt's list, for somebody who is to see no other.
void add_receipt_prove(Command receipt, Context& context);

} // namespace cli
