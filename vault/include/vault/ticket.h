#pragma once

#include "vault/credential.h"
#include "vault/person.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vault {

// Every text in this header is already redacted: the vault stores what it is given and knows no rules.

// receiving: announced attachments are still to come; agents do not see it yet. closing: nothing can be added or opened any more, and its
// credentials are shredded when its grace is over, unless it is reopened before. Closed is final: there is nothing left to reopen.
enum class TicketState : std::uint8_t { receiving, open, closing, closed };
// Whether parts can be added to it and credentials of it opened.
[[nodiscard]] constexpr bool is_live(TicketState state) noexcept
{
    return state == TicketState::receiving || state == TicketState::open;
}
[[nodiscard]] std::string_view to_string(TicketState state) noexcept;

// announced: bytes are still to come. stored: the redacted form can be read. sealed_whole: only the original exists, sealed, opened by a
// grant on its credential. abandoned: taken back before it was complete.
enum class AttachmentState : std::uint8_t { announced, stored, sealed_whole, abandoned };
[[nodiscard]] std::string_view to_string(AttachmentState state) noexcept;

struct NewAttachment {
    AttachmentId id;
    std::string name; // redacted, at most 255 bytes, no control characters
    std::string
        media_type; // as the sender said, at most 127 bytes; never trusted for anything but display
    std::uint64_t size = 0; // announced bytes
};

// Someone without an account: the ticket's link secret is the sign-in. The vault stores only its hash.
struct NewGuest {
    PersonId id;
    Profile profile;
    Secret link_secret; // 32 random bytes
};

struct NewTicket {
    TicketId id;
    std::optional<NewGuest> guest; // absent: the actor is a signed-in customer or agent
    std::string subject;           // one line of 1 to 300 bytes, not all blank
    std::string description;       // 1 byte to 256 KiB, not all blank
    std::string environment;       // 0 to 1 MiB
    std::vector<NewCredential> credentials;
    std::vector<NewAttachment> attachments; // at most 20
    // By an agent: whose ticket it becomes, a customer with an account. Absent: the actor's own, which for an agent is a ticket of the house,
    // whose grants another agent answers. With it no attachments: they are added to the open ticket.
    std::optional<PersonId> customer{};
};

// One text that a ticket holds already. `object` is the id text of its row, and of a label the row is the credential.
struct StoredText {
    enum class Place : std::uint8_t {
        subject,
        description,
        environment,
        message,
        label,
        file_name
    };
    Place place;
    std::string object;
    std::string text; // of a label: its lines, as formats.md says
};

// The whole redacted form of a stored attachment.
struct StoredFile {
    AttachmentId id;
    std::string bytes;
};

// What takes the place of texts and files that were stored before something in them was known for a credential. It goes in one transaction with the
// credential. Who makes one answers for nothing else having written to the ticket since it was read. Text that is no longer there is
// passed over.
struct Rewrites {
    std::vector<StoredText> texts;
    std::vector<StoredFile> files;
};

struct NewMessage {
    TicketId ticket;
    MessageId id;
    bool internal = false; // agents only
    std::string body;
    std::vector<NewCredential> credentials;
    Rewrites rewrites{};
};

struct MessageView {
    MessageId id;
    PersonId author;
    std::string author_name; // empty where none is known, as of a guest who gave none
    Role author_role;
    bool internal;
    Instant at;
    std::string body;
};

struct AttachmentView {
    AttachmentId id;
    std::string name;
    std::string media_type;
    std::uint64_t size;        // as announced
    std::uint64_t stored_size; // of the redacted form; 0 unless stored
    AttachmentState state;
    std::uint32_t sealed_count; // credentials found in it
    std::string
        sealed_reason; // why it was sealed whole: a fixed word such as "binary", "too-large", "scan-budget"; else empty
    std::optional<CredentialId> original; // the sealed original, for sealed_whole
};

// One row of the queue. No text but the subject.
struct TicketRow {
    TicketId id;
    PersonId customer;
    TicketState state;
    std::string subject;
    Instant created_at;
    Instant updated_at;
    std::uint32_t sealed_live;             // credentials that can still be unsealed
    std::optional<Instant> nearest_expiry; // of those
    std::optional<Instant> closes_at;      // of 'closing': the end of its grace
};

struct TicketView {
    TicketRow row;
    Profile customer;
    std::string description;
    std::string environment;
    std::optional<Instant> closed_at;
    std::vector<MessageView> messages; // internal ones only for agents
    std::vector<AttachmentView> attachments;
    std::vector<CredentialView> credentials;
};

// How a ticket is closed: when the policy's grace is over, or now whatever the policy says.
enum class Closing : std::uint8_t { by_policy, at_once };

// Limits, shown in /v1/version.
inline constexpr std::size_t subject_bytes_max = 300;
inline constexpr std::size_t text_bytes_max = 256 * 1024;
inline constexpr std::size_t environment_bytes_max = 1024 * 1024;
inline constexpr std::size_t attachment_bytes_max = 100ULL * 1024 * 1024;
inline constexpr std::size_t ticket_attachment_bytes_max = 500ULL * 1024 * 1024;
inline constexpr std::size_t ticket_attachments_max = 20;
inline constexpr std::size_t attachment_name_bytes_max = 255;
// Announced and not taken back or given up: those count against ticket_attachments_max. All together:
inline constexpr std::size_t ticket_announcements_max = 100;
// Files that were announced are waited for so long after the last change of their ticket.
inline constexpr std::int64_t upload_wait_ms = 60LL * 60 * 1000;

} // namespace vault
