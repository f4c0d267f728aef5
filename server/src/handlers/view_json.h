#pragma once

#include "vault/vault.h"
#include "json/writer.h"

namespace server {

// The members of each view as the API shows them, without the braces around them. Times are RFC 3339; what is absent is left out.
void put_user(json::Writer& out, const vault::User& user);
void put_ticket_row(json::Writer& out, const vault::TicketRow& row);
void put_ticket(json::Writer& out, const vault::TicketView& ticket);
void put_message(json::Writer& out, const vault::MessageView& message);
void put_attachment(json::Writer& out, const vault::AttachmentView& attachment);
void put_credential(json::Writer& out, const vault::CredentialView& credential);
void put_grant(json::Writer& out, const vault::GrantView& grant);
void put_audit_entry(json::Writer& out, const vault::AuditEntry& entry);

// "credentials":[…]
void put_credentials(json::Writer& out, const std::vector<vault::CredentialView>& credentials);

} // namespace server
