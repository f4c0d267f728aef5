#pragma once

#include "scope/write_scope.h"

namespace vault {

// Shreds every credential of the ticket and closes it, with the entries of both. `by` null: its grace is over.
void finish_closing(WriteScope& scope, const TicketRecord& ticket, const Actor* by);

} // namespace vault
