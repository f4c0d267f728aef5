#pragma once

#include "vault/clock.h"
#include "vault/id.h"
#include "vault/secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// entered: typed into a credential field. found: the redactor took it out of a text or file. unscanned: a whole text that could not be
// scanned. original: a whole attachment that could not be rewritten, its bytes in sealed chunks.
enum class Source : std::uint8_t { entered, found, unscanned, original };
[[nodiscard]] std::string_view to_string(Source source) noexcept;

// sealed --(an end)--> shredding --(key destroyed)--> shredded. Nothing leads back.
enum class CredentialState : std::uint8_t { sealed, shredding, shredded };
[[nodiscard]] std::string_view to_string(CredentialState state) noexcept;

// Why a credential ended; stands in its certificate. lost: the vault was restored from a backup, and no backup holds the key of a credential.
enum class Cause : std::uint8_t { expired, used_up, revoked, replaced, closed, requested, lost };
[[nodiscard]] std::string_view to_string(Cause cause) noexcept;
// Whether somebody, or the last use, decided it, which is an entry "credential.shredding" before the key is gone. Time decides nothing: the entry
// "credential.sealed" named the end; and "vault.restored" says that all are lost. Of those the log has "credential.destroyed" alone.
[[nodiscard]] constexpr bool is_decided(Cause cause) noexcept
{
    return cause != Cause::expired && cause != Cause::lost;
}

// The customer's standing answer: be asked for each grant, allow agents for an hour, or while the ticket is open.
enum class Consent : std::uint8_t { ask, hour, while_open };
[[nodiscard]] std::string_view to_string(Consent consent) noexcept;
[[nodiscard]] std::optional<Consent> parse_consent(std::string_view text) noexcept;

// Describes, never holds, the value. Encrypted under the ticket's key: a site and a user name are the customer's data too.
struct CredentialLabel {
    std::string site;       // host or URL without userinfo, at most 2,048 bytes
    std::string user;       // at most 320 bytes
    std::string note;       // at most 2,000 bytes, already redacted
    std::uint16_t port = 0; // 0: not given
};

// A value on its way in. The id exists before the store knows it, since the redacted text already names it.
struct NewCredential {
    CredentialId id;
    Source source = Source::entered;
    std::string kind; // of the closed list in docs/architecture.md
    std::string rule; // rule id for found ones, else empty
    CredentialLabel label;
    Secret value; // 1 byte to 64 KiB; empty only for Source::original
    Instant expires_at;
    std::uint32_t unseals_max = 0; // 0: not limited by count
    Consent consent = Consent::ask;
    std::optional<AttachmentId> attachment; // where it was found, or whose original it is
    bool internal = false; // found in an internal note: the house's, not shown to the customer
};

// What anybody who sees the ticket may know of a credential.
struct CredentialView {
    CredentialId id;
    TicketId ticket;
    Source source;
    std::string kind;
    std::string rule;
    CredentialLabel label;
    CredentialState state;
    Consent consent;
    std::optional<Instant> consent_until; // of Consent::hour
    Instant created_at;
    Instant expires_at;
    std::uint32_t unseals_max;
    std::uint32_t unseals_done;
    std::optional<AttachmentId> attachment;
    std::optional<Cause> cause;
    std::optional<Instant> shredded_at;
    bool certificate_ready = false;
    bool internal = false; // only those of the house see it
};

// A value opened to find copies of it in a new part of its ticket. Never part of an answer.
struct LiveValue {
    CredentialId id;
    Source source;
    std::string kind;
    Secret value;
};
// Longer values are not looked for: fifty of them opened at once must fit into locked memory many times over.
inline constexpr std::size_t live_value_bytes_max = 8 * 1024;

// Limits, shown in /v1/version.
inline constexpr std::size_t credential_value_bytes_max = 64 * 1024;
inline constexpr std::int64_t credential_expiry_ms_max = 30LL * 24 * 3600 * 1000;
inline constexpr std::int64_t credential_expiry_ms_default = 7LL * 24 * 3600 * 1000;
inline constexpr std::int64_t consent_hour_ms = 3600LL * 1000;
inline constexpr std::uint32_t ticket_credentials_max = 50;
// Of all values entered in one request together: they stand in locked memory at once, which everybody shares.
inline constexpr std::size_t entered_values_bytes_max = 256 * 1024;

} // namespace vault
