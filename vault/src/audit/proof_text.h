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

// Bodies of the signed notes; signing is NoteSigner's. First line "ticket-vault/receipt/v1" or "ticket-vault/certificate/v1".
[[nodiscard]] std::string receipt_body(std::string_view store, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, const Checkpoint& head);

struct CertificateFacts {
    SealedLine sealed;
    TicketId ticket;
    Cause cause;
    Instant requested_at;
    Instant destroyed_at;
    std::string level;
    std::uint32_t unseals;
};
[[nodiscard]] std::string certificate_body(
    std::string_view store, const CertificateFacts& facts, const Checkpoint& head);

} // namespace vault
