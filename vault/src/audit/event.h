#pragma once

#include "vault/audit.h"
#include "vault/credential.h"
#include "vault/grant.h"
#include "vault/person.h"

#include <optional>
#include <string>
#include <vector>

namespace vault {

// Every event the log can hold. A refusal is the same event with outcome "refused".
enum class Event : std::uint8_t {
    vault_created,
    vault_opened,
    vault_closed,
    user_created,
    user_disabled,
    user_enabled,
    session_opened,
    session_refused,
    session_ended,
    ticket_submitted,
    ticket_opened,
    ticket_closed,
    message_added,
    attachment_announced,
    attachment_stored,
    attachment_sealed_whole,
    attachment_abandoned,
    original_unsealed,
    credential_sealed,
    credential_shredding,
    credential_destroyed,
    grant_requested,
    grant_approved,
    grant_denied,
    grant_revoked,
    grant_returned,
    grant_lapsed,
    grant_expired,
    grant_used_up,
    credential_unsealed,
    audit_read,
    audit_verified,
    keys_drilled,
    credential_matched,
    audit_exported,
    ticket_rewritten,
    receipt_issued,
    recovery_key_set,
    vault_backed_up,
    vault_restored,
    consent_given,
    consent_withdrawn,
    credential_delivered_again,
    policy_changed,
    access_refused,
    access_limited,
    custody_rotated,
    grant_endorsed,
    break_glass_named,
    break_glass_asked,
    break_glass_reviewed,
    ticket_certified,
    clock_confirmed,
    password_changed,
    password_reset,
    ticket_closing,
    ticket_reopened,
    database_rekeyed,
    approver_group_set,
    approver_group_removed,
    mark_damaged,
    damage_found,
    rules_loaded,
};
// "credential.unsealed"
[[nodiscard]] std::string_view to_string(Event event) noexcept;

// A field of an entry that is somebody's personal data: stored encrypted under that subject's log key, so that erasing the key leaves the log
// verifiable. `box` is the envelope.
struct PrivateField {
    std::string_view field; // "address" or "reason"
    std::string subject;    // id text of the person or ticket whose log key seals it
    std::vector<std::byte> box;
};

// Everything an entry may say. Never: a value, its length, a hash or HMAC of it, a token, search text, a login name.
struct EntryFields {
    Event event;
    Instant time;
    std::string boot;
    std::optional<PersonId> actor; // absent: the vault itself
    Role role = Role::guest;       // of the actor; the vault itself has none
    Authn authn = Authn::none;
    bool refused = false;
    std::string_view why; // literal: cause of an end or of a refusal; empty: none
    std::optional<TicketId> ticket;
    std::optional<CredentialId> credential;
    std::optional<GrantId> grant;
    std::optional<AttachmentId> attachment;
    std::optional<PersonId> person; // the person acted upon
    std::string_view account;       // of user.created: the role of the account
    std::string act; // of access.refused: the row of the table of addresses, "GET /v1/users"
    std::string
        policy; // every part of a policy, of a group that was set, or of the rules that hold
    std::string reason_code;  // of a request
    std::string certificates; // of ticket.certified: their number and root (proof_text.h)
    std::string commitment;   // base64 kc, for sealed and destroyed
    std::string sealed; // of a submission: number and root of its receipt's lines (proof_text.h)
    std::optional<std::int64_t> duration_ms; // of grant.requested and grant.approved
    std::optional<std::uint32_t> unseals;    // likewise: how many are allowed
    std::optional<std::uint32_t> unseals_left;
    std::optional<Instant> expires_at;
    std::optional<Instant> told; // of clock.confirmed: the time that witnesses told
    std::vector<PrivateField> privates;
};

// RFC 8785 canonical JSON of the entry at index `seq`: members sorted, no white space, integers only.
[[nodiscard]] std::string canonical_entry(std::uint64_t seq, const EntryFields& fields);

} // namespace vault
