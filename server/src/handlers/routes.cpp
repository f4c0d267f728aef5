// The access table: every endpoint, who may call it and what it takes. The matrix of roles is this file.

#include "access/route.h"
#include "handlers/body_limits.h"
#include "handlers/handlers.h"
#include "handlers/scan_limits.h"
#include "vault/ticket.h"

namespace server {

namespace {

using enum CallerKind;
using enum Method;
using enum Body;

constexpr Callers signed_in{customer, agent, auditor, admin};
constexpr Callers parties{guest, customer, agent}; // of a ticket; the vault tells whose it is
constexpr Callers owners{guest, customer};
constexpr Callers readers{guest, customer, agent, auditor, admin}; // the last two: no text

// One byte of text can be six of JSON.
constexpr std::size_t preview_bytes = 6 * preview_text_bytes_max + 1024;
constexpr std::size_t scan_bytes = 6 * scan_text_bytes_max + 1024;
constexpr std::size_t upload_bytes = vault::attachment_bytes_max;

constexpr std::array<std::string_view, 0> no_query{};
constexpr std::array<std::string_view, 1> redact_query{"mode"};
constexpr std::array<std::string_view, 1> backup_query{"keep_days"};
constexpr std::array<std::string_view, 2> page_query{"limit", "cursor"};
constexpr std::array<std::string_view, 4> grant_query{"state", "ticket", "limit", "cursor"};
constexpr std::array<std::string_view, 1> close_query{"grace"};
constexpr std::array<std::string_view, 1> approve_query{"consent"};
constexpr std::array<std::string_view, 1> revoke_query{"credential"};
constexpr std::array<std::string_view, 2> consistency_query{"first", "second"};
constexpr std::array<std::string_view, 1> verify_query{"progress"};
constexpr std::array<std::string_view, 9> audit_query{
    "ticket", "credential", "actor", "event", "since", "until", "from", "before", "limit"};

constexpr Route table[] = {
    {post, "/v1/setup", Callers::everyone(), json, small_body_bytes_max, no_query, set_up},
    {post, "/v1/session", Callers::everyone(), json, small_body_bytes_max, no_query, open_session},
    {get, "/v1/session", signed_in, none, 0, no_query, show_session},
    {del, "/v1/session", signed_in, none, 0, no_query, end_session},
    {put, "/v1/session/password", signed_in, json, small_body_bytes_max, no_query, change_password},

    {post, "/v1/users", {admin}, json, small_body_bytes_max, no_query, create_user},
    {get, "/v1/users", {admin}, none, 0, no_query, list_users},
    {patch, "/v1/users/{user}", {admin}, json, small_body_bytes_max, no_query, change_user},
    {put, "/v1/users/{user}/password", {admin}, json, small_body_bytes_max, no_query,
        reset_password},

    {post, "/v1/tickets", {nobody, customer, agent}, json, ticket_body_bytes_max, no_query,
        submit_ticket},
    {get, "/v1/tickets", readers, none, 0, page_query, list_tickets},
    {get, "/v1/tickets/{ticket}", readers, none, 0, no_query, show_ticket},
    {post, "/v1/tickets/{ticket}/messages", parties, json, json_body_bytes_max, no_query,
        add_message},
    {post, "/v1/tickets/{ticket}/receipt", parties, none, 0, no_query, issue_receipt},
    {post, "/v1/tickets/{ticket}/close", parties, none, 0, close_query, close_ticket},
    {post, "/v1/tickets/{ticket}/reopen", parties, none, 0, no_query, reopen_ticket},
    {post, "/v1/tickets/{ticket}/certificate", parties, none, 0, no_query, certify_ticket},

    {get, "/v1/tickets/{ticket}/policy", readers, none, 0, no_query, show_ticket_policy},
    {patch, "/v1/tickets/{ticket}/policy", owners, json, small_body_bytes_max, no_query,
        change_ticket_policy},
    {get, "/v1/policy", readers, none, 0, no_query, show_policy},
    {patch, "/v1/policy", {admin}, json, small_body_bytes_max, no_query, change_policy},

    {post, "/v1/tickets/{ticket}/attachments", parties, json, small_body_bytes_max, no_query,
        announce_attachment},
    {put, "/v1/uploads/{attachment}", parties, raw, upload_bytes, no_query, receive_upload},
    {del, "/v1/uploads/{attachment}", parties, none, 0, no_query, abandon_upload},
    {get, "/v1/attachments/{attachment}", parties, none, 0, no_query, send_attachment},

    {get, "/v1/tickets/{ticket}/credentials", readers, none, 0, no_query, list_credentials},
    {post, "/v1/tickets/{ticket}/credentials", parties, json, json_body_bytes_max, no_query,
        add_credential},
    {get, "/v1/credentials/{credential}", readers, none, 0, no_query, show_credential},
    {del, "/v1/credentials/{credential}", {guest, customer, agent, admin}, none, 0, no_query,
        shred_credential},
    {put, "/v1/credentials/{credential}/consent", owners, json, small_body_bytes_max, no_query,
        set_consent},
    {get, "/v1/certificates/{credential}", readers, none, 0, no_query, send_certificate},

    {post, "/v1/credentials/{credential}/grants", {agent}, json, small_body_bytes_max, no_query,
        request_grant},
    {get, "/v1/grants", {guest, customer, agent, admin}, none, 0, grant_query, list_grants},
    {get, "/v1/grants/{grant}", {guest, customer, agent, admin}, none, 0, no_query, show_grant},
    {post, "/v1/grants/{grant}/approve", parties, none, 0, approve_query, approve_grant},
    {post, "/v1/grants/{grant}/refuse", parties, none, 0, no_query, refuse_grant},
    {post, "/v1/grants/{grant}/revoke", {guest, customer, admin}, none, 0, revoke_query,
        revoke_grant},
    {post, "/v1/grants/{grant}/end", {agent}, none, 0, no_query, end_grant},
    {post, "/v1/grants/{grant}/unseal", {agent}, none, 0, no_query, unseal_credential},
    {post, "/v1/grants/{grant}/fetch-again", {agent}, none, 0, no_query, fetch_again},

    {get, "/v1/approver-groups", readers, none, 0, no_query, list_approver_groups},
    {put, "/v1/approver-groups/{group}", {admin}, json, small_body_bytes_max, no_query,
        set_approver_group},
    {del, "/v1/approver-groups/{group}", {admin}, none, 0, no_query, remove_approver_group},

    {get, "/v1/break-glass", {agent, auditor, admin}, none, 0, no_query, show_break_glass},
    {put, "/v1/break-glass", {admin}, json, small_body_bytes_max, no_query, name_break_glass},
    {post, "/v1/grants/{grant}/break-glass", {agent}, none, 0, no_query, break_glass},
    {post, "/v1/grants/{grant}/review", {admin}, json, small_body_bytes_max, no_query,
        review_break_glass},

    {post, "/v1/preview", {nobody, guest, customer, agent, admin}, json, preview_bytes, no_query,
        preview_text},
    {post, "/v1/scan", {agent, admin}, json, scan_bytes, no_query, scan_text},
    {post, "/v1/redact", {agent, admin}, raw, redact_bytes_max, redact_query, redact_text},

    {get, "/v1/audit/entries", {guest, customer, auditor}, none, 0, audit_query,
        list_audit_entries},
    {get, "/v1/audit/checkpoint", Callers::everyone(), none, 0, no_query, send_checkpoint},
    {get, "/v1/audit/consistency", Callers::everyone(), none, 0, consistency_query,
        prove_consistency},
    {get, "/v1/audit/proofs/{seq}", {guest, customer, auditor}, none, 0, no_query, prove_entry},
    {get, "/v1/audit/tile/entries/{bundle}", {auditor}, none, 0, no_query, send_entry_tile},
    {get, "/v1/audit/tile/{tile}", Callers::everyone(), none, 0, no_query, send_hash_tile},
    {get, "/v1/audit/export", {auditor}, none, 0, no_query, export_audit},
    {post, "/v1/audit/verify", {auditor, admin}, none, 0, verify_query, verify_audit},

    {post, "/v1/backups", {admin}, none, 0, backup_query, make_backup},
    {post, "/v1/keys/drill", {auditor, admin}, none, 0, no_query, drill_keys},
    {post, "/v1/keys/custody", {admin}, json, small_body_bytes_max, no_query, change_custody},

    {get, "/healthz", Callers::everyone(), none, 0, no_query, show_health},
    {get, "/readyz", Callers::everyone(), none, 0, no_query, show_readiness},
    {get, "/v1/version", Callers::everyone(), none, 0, no_query, show_version},
    {get, "/v1/openapi.json", Callers::everyone(), none, 0, no_query, send_openapi},
};

} // namespace

std::span<const Route> routes() noexcept { return table; }

} // namespace server
