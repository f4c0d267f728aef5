#include "vault/id.h"

bool compare(const vault::TicketId& ticket, const vault::CredentialId& credential)
{
    return ticket == credential;
}
