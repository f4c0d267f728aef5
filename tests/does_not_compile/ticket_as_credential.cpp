#include "vault/id.h"

void takes(const vault::CredentialId&);

void give(const vault::TicketId& ticket) { takes(ticket); }
