#pragma once

#include "vault/audit.h"
#include "vault/credential.h"
#include "vault/error.h"

#include <string>
#include <string_view>

namespace vault {

// Receipts and certificates are C2SP signed notes: lines of "name value", an empty line, signature lines. They hold ids, commitments and
// ciphertext hashes, never a value, its length or a hash of it. At most 4 KB for a certificate. docs/formats.md has both grammars.

// Name and key that verify a vault's notes: "<origin>+<key id, 8 hex digits>+<base64(0x01 || Ed25519 key)>", C2SP's vkey form.
struct VerifierKey {
    std::string text;
};

enum class ProofVerdict : std::uint8_t { good, bad_signature, malformed, unknown_key };

struct ProofReading {
    ProofVerdict verdict;
    std::string kind; // "receipt" or "certificate"; empty when malformed
    std::string body; // the signed lines
};

// Offline; reads nothing but its arguments. Threads: pure.
[[nodiscard]] ProofReading verify_proof(std::string_view note, const VerifierKey& key);

} // namespace vault
