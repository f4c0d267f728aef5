#pragma once

#include "intake/redaction.h"
#include "intake/scan_pool.h"
#include "intake/ticket_redaction.h"
#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace server::intake {

// What comes in, as the sender wrote it. Views live in the request's buffer, which is wiped when the request ends.
struct CredentialDraft {
    redactor::Kind kind = redactor::Kind::password;
    vault::Secret value;
    std::string_view site;
    std::string_view user;
    std::string_view note;
    std::uint16_t port = 0;
    std::int64_t expires_in_ms = vault::credential_expiry_ms_default;
    std::uint32_t unseals_max = 0;
    vault::Consent consent = vault::Consent::ask;
};

struct AttachmentDraft {
    std::string_view name;
    std::string_view media_type;
    std::uint64_t size = 0;
};

struct TicketDraft {
    std::string_view subject;
    std::string_view description;
    std::string_view environment;
    std::vector<CredentialDraft> credentials;
    std::vector<AttachmentDraft> attachments;
    // Of someone without an account; the link secret is the caller's to hand out.
    std::optional<vault::NewGuest> guest;
    // By an agent: the customer whose ticket it becomes.
    std::optional<vault::PersonId> customer;
};

struct MessageDraft {
    bool internal = false;
    std::string_view body;
};

struct StoredTicket {
    vault::SubmittedTicket ticket;
    std::vector<vault::AttachmentView> attachments;
};

struct StoredMessage {
    vault::MessageView message;
    std::vector<vault::CredentialView> sealed;
};

// The one place that scans and stores: no text reaches the vault but through here.
//
// Every method returns after what it stored is durable. A full scan pool is `unavailable`; nothing is stored then.
// Threads: any.
class Intake {
public:
    // All three outlive this.
    Intake(vault::Vault& vault, ScanPool& pool, TicketRedactor& tickets)
        : vault_{vault}, pool_{pool}, tickets_{tickets}
    {
    }

    [[nodiscard]] vault::Expected<StoredTicket> submit(const vault::Actor& by, TicketDraft draft);
    [[nodiscard]] vault::Expected<StoredMessage> add_message(
        const vault::Actor& by, const vault::TicketId& ticket, const MessageDraft& draft);
    [[nodiscard]] vault::Expected<std::vector<vault::CredentialView>> add_credential(
        const vault::Actor& by, const vault::TicketId& ticket, CredentialDraft draft);
    [[nodiscard]] vault::Expected<vault::AttachmentView> announce(
        const vault::Actor& by, const vault::TicketId& ticket, const AttachmentDraft& draft);
    // A reason goes into the audit log for good, so one that holds a credential is refused (invalid) rather than redacted.
    [[nodiscard]] vault::Expected<vault::GrantView> request_grant(
        const vault::Actor& by, vault::GrantRequest request);

    // The same of a root cause.
    [[nodiscard]] vault::Expected<vault::GrantView> review_break_glass(
        const vault::Actor& by, const vault::GrantId& id, const std::string& root_cause);

    // What would be found in a text that is not stored. Inside: why part of it could not be examined.
    [[nodiscard]] vault::Expected<ScanResult> examine(std::string_view text);

    // The profile of a person, masked.
    [[nodiscard]] vault::Expected<vault::Profile> clean_profile(vault::Profile profile);

private:
    // invalid when the text, which is to stay as it is, holds a credential.
    [[nodiscard]] vault::Expected<void> check_bare(const std::string& text);
    [[nodiscard]] vault::Expected<std::vector<ScanResult>> scan(
        std::span<const Part> parts, std::span<const std::string> known_ids);
    // Of what belongs to no ticket yet, or to none.
    [[nodiscard]] vault::Expected<Redaction> redact_new(
        std::span<const Part> parts, std::span<const CredentialDraft> entered);
    [[nodiscard]] vault::Expected<TicketRedaction> redact_into(const vault::Actor& by,
        const TicketContents& contents, std::vector<Part> parts,
        std::span<const CredentialDraft> entered);

    vault::Vault& vault_;
    ScanPool& pool_;
    TicketRedactor& tickets_;
};

} // namespace server::intake
