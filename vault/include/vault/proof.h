#pragma once

#include "vault/audit.h"
#include "vault/credential.h"
#include "vault/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace vault {

// Receipts and certificates are C2SP signed notes: lines of "name value", an empty line, signature lines. They hold ids, commitments and
// ciphertext hashes, never a value, its length or a hash of it. At most 4 KB for a certificate, and for a receipt of up to 12 credentials; each
// more adds 160 bytes. Both carry the log's entry they are about and its inclusion proof. docs/formats.md has both grammars.

// Name and key that verify a vault's notes: "<origin>+<key id, 8 hex digits>+<base64(0x01 || Ed25519 key)>", C2SP's vkey form.
struct VerifierKey {
    std::string text;
};

// Whether the text has that form and its key id is the one of its name and key. Threads: pure.
[[nodiscard]] bool is_verifier_key(const VerifierKey& key);

enum class ProofVerdict : std::uint8_t {
    good,
    bad_signature,
    malformed,
    unknown_key,
    not_in_log // signed, but its entry says something else, or its path does not lead to the root it names
};

struct ProofReading {
    ProofVerdict verdict;
    std::string kind; // "receipt", "certificate" or "ticket-certificate"; empty when malformed
    std::string body; // the signed lines
    Checkpoint head;  // size and root of the log it pins, without a note; set when good
};

// The head of the log that a checkpoint, a receipt or a certificate pins; set when good. Offline. Threads: pure.
struct HeadReading {
    ProofVerdict verdict;
    Checkpoint head;
};
[[nodiscard]] HeadReading verify_head(std::string_view note, const VerifierKey& key);

// Offline; reads nothing but its arguments. Threads: pure.
[[nodiscard]] ProofReading verify_proof(std::string_view note, const VerifierKey& key);

// Whether these are exactly the certificates, in any order, that a good ticket certificate was made over. Offline. Threads: pure.
[[nodiscard]] bool covers(const ProofReading& of_ticket,
    const std::vector<std::string>& certificates, const VerifierKey& key);

} // namespace vault
