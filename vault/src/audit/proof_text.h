#pragma once

#include "vault/audit.h"
#include "vault/credential.h"

#include <string>
#include <vector>

namespace vault {

struct SealedLine {
    CredentialId id;
    std::string kind;
    std::string commitment;      // base64 kc
    std::string ciphertext_hash; // base64
    Instant expires_at;
};

// The entry a note is about, and the path from it to the head the note pins.
struct LoggedEntry {
    std::uint64_t seq;
    std::string json; // the leaf's exact bytes
    std::vector<Hash> path;
};

// How many texts, a space, and the RFC 6962 root over their exact bytes, in this order.
[[nodiscard]] std::string counted_root(const std::vector<std::string_view>& texts);

// What a receipt says of its "sealed" lines: counted_root() of what stands behind that word in each. The submission's entry holds it too, so that
// the receipt's one proof covers all of them. Empty for none.
[[nodiscard]] std::string sealed_root(const std::vector<SealedLine>& sealed);

// Bodies of the signed notes; signing is NoteSigner's. First line "ticket-vault/receipt/v2" or "ticket-vault/certificate/v1".
enum class SealedLines : std::uint8_t { inside, apart }; // apart: in receipt_list()
[[nodiscard]] std::string receipt_body(std::string_view store, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, SealedLines where, const LoggedEntry& entry,
    const Checkpoint& head);
inline constexpr std::string_view receipt_list_title = "ticket-vault/sealed/v1\n";
[[nodiscard]] std::string receipt_list(const std::vector<SealedLine>& sealed);

struct CertificateFacts {
    SealedLine sealed;
    TicketId ticket;
    Cause cause;
    Instant requested_at;
    Instant destroyed_at;
    std::string level;
    std::uint32_t unseals;
};
[[nodiscard]] std::string certificate_body(std::string_view store, const CertificateFacts& facts,
    const LoggedEntry& entry, const Checkpoint& head);

// What a certificate of a whole ticket says of those of its credentials: their number, a space, and the RFC 6962 root over their exact bytes,
// which must be in ascending order of the credentials' ids.
[[nodiscard]] std::string certificates_line(const std::vector<std::string>& certificates);
[[nodiscard]] std::string ticket_certificate_body(std::string_view store, const TicketId& ticket,
    Instant closed_at, Instant at, const std::string& certificates, const LoggedEntry& entry,
    const Checkpoint& head);

} // namespace vault
