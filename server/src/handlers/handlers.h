#pragma once

#include "access/call.h"
#include "application.h"
#include "http/message.h"

namespace server {

// One function an endpoint, named verb and object; each translates between JSON and one call of the vault or of intake, and its
// contract stands above its definition in <resource>_handlers.cpp. routes.cpp says who may call which.

// session_handlers.cpp
http::Response set_up(Application& application, Call& call);
http::Response open_session(Application& application, Call& call);
http::Response show_session(Application& application, Call& call);
http::Response end_session(Application& application, Call& call);
http::Response change_password(Application& application, Call& call);

// user_handlers.cpp
http::Response create_user(Application& application, Call& call);
http::Response list_users(Application& application, Call& call);
http::Response change_user(Application& application, Call& call);
http::Response reset_password(Application& application, Call& call);

// ticket_handlers.cpp
http::Response submit_ticket(Application& application, Call& call);
http::Response list_tickets(Application& application, Call& call);
http::Response show_ticket(Application& application, Call& call);
http::Response add_message(Application& application, Call& call);
http::Response issue_receipt(Application& application, Call& call);
http::Response certify_ticket(Application& application, Call& call);
http::Response close_ticket(Application& application, Call& call);
http::Response reopen_ticket(Application& application, Call& call);

// upload_handlers.cpp
http::Response announce_attachment(Application& application, Call& call);
http::Response receive_upload(Application& application, Call& call);
http::Response abandon_upload(Application& application, Call& call);
http::Response send_attachment(Application& application, Call& call);

// credential_handlers.cpp
http::Response list_credentials(Application& application, Call& call);
http::Response add_credential(Application& application, Call& call);
http::Response set_consent(Application& application, Call& call);
http::Response show_credential(Application& application, Call& call);
http::Response shred_credential(Application& application, Call& call);
http::Response send_certificate(Application& application, Call& call);

// grant_handlers.cpp
http::Response request_grant(Application& application, Call& call);
http::Response list_grants(Application& application, Call& call);
http::Response show_grant(Application& application, Call& call);
http::Response approve_grant(Application& application, Call& call);
http::Response refuse_grant(Application& application, Call& call);
http::Response revoke_grant(Application& application, Call& call);
http::Response end_grant(Application& application, Call& call);
http::Response show_policy(Application& application, Call& call);
http::Response change_policy(Application& application, Call& call);
http::Response show_ticket_policy(Application& application, Call& call);
http::Response change_ticket_policy(Application& application, Call& call);
http::Response fetch_again(Application& application, Call& call);
http::Response unseal_credential(Application& application, Call& call);

// approver_group_handlers.cpp
http::Response list_approver_groups(Application& application, Call& call);
http::Response set_approver_group(Application& application, Call& call);
http::Response remove_approver_group(Application& application, Call& call);

// break_glass_handlers.cpp
http::Response show_break_glass(Application& application, Call& call);
http::Response name_break_glass(Application& application, Call& call);
http::Response break_glass(Application& application, Call& call);
http::Response review_break_glass(Application& application, Call& call);

// scan_handlers.cpp
http::Response preview_text(Application& application, Call& call);
http::Response scan_text(Application& application, Call& call);
http::Response redact_text(Application& application, Call& call);

// audit_handlers.cpp
http::Response list_audit_entries(Application& application, Call& call);
http::Response send_checkpoint(Application& application, Call& call);
http::Response verify_audit(Application& application, Call& call);

// audit_proof_handlers.cpp
http::Response prove_entry(Application& application, Call& call);
http::Response prove_consistency(Application& application, Call& call);
http::Response send_hash_tile(Application& application, Call& call);
http::Response send_entry_tile(Application& application, Call& call);
http::Response export_audit(Application& application, Call& call);
http::Response make_backup(Application& application, Call& call);

// operations_handlers.cpp
http::Response show_health(Application& application, Call& call);
http::Response show_readiness(Application& application, Call& call);
http::Response show_version(Application& application, Call& call);
http::Response change_custody(Application& application, Call& call);
http::Response drill_keys(Application& application, Call& call);
http::Response send_openapi(Application& application, Call& call);

} // namespace server
