#pragma once

#include "scope/write_scope.h"
#include "vault/ticket.h"

#include <string_view>

namespace vault {

struct MessageDraft {
    MessageId id;
    std::string_view body;
    bool internal = false; // the customer does not see it
};

// A message in a ticket, sealed under its key, with its entry.
void store_message(
    WriteScope& scope, const Actor& by, const TicketRecord& ticket, const MessageDraft& draft);

} // namespace vault
