#pragma once

#include "scope/write_scope.h"
#include "vault/ticket.h"

namespace vault {

// Seals the new texts and files in the place of the old, under the ticket's key, with one entry "ticket.rewritten" for all texts and one for
// each file. What is not the ticket's own is passed over. Nothing to rewrite: no entry.
void rewrite_texts(WriteScope& scope, const Actor& by, const TicketRecord& ticket,
    const Secret& content_key, const Rewrites& rewrites);

} // namespace vault
