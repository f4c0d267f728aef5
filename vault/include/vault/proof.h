#pragma once

#include "vault/audit.h"
#include "vault/credential.h"
#include "vault/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// Receipts and certificates are C2SP signed notes: lines of "name value", an empty line, signature lines. They hold ids, commitments and
// ciphertext hashes, never a value, its length or a hash of it. Both are below note_bytes_max, and carry the log's entry they are about and its
// inclusion proof. docs/formats.md has both grammars.
inline constexpr std::size_t note_bytes_max = 4096;

// A receipt, over any number of credentials.
struct Receipt {
    std::string note;
    // The lines of its credentials where they do not fit into the note, which has their root: about 160 bytes each, unsigned. Else empty.
    std::string list;
};

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
    std::uint64_t listed_apart =
        0; // of a receipt: how many credentials its list names; 0: the note itself names them
};

// The head of the log that a checkpoint, a receipt or a certificate pins; set when good. Offline. Threads: pure.
struct HeadReading {
    ProofVerdict verdict;
    Checkpoint head;
};
[[nodiscard]] HeadReading verify_head(std::string_view note, const VerifierKey& key);

// Offline; reads nothing but its arguments. Threads: pure.
[[nodiscard]] ProofReading verify_proof(std::string_view note, const VerifierKey& key);

// Whether `list` is the one that belongs to a good receipt. Offline. Threads: pure.
[[nodiscard]] bool is_list_of(const ProofReading& receipt, std::string_view list);
// A text that proves, beside the receipt alone, that it is over this credential: the line of the list with its Merkle path, below note_bytes_max. For
// somebody who is to see no other line. nullopt when the list does not belong to the receipt or does not name the credential. Threads: pure.
[[nodiscard]] std::optional<std::string> sealed_path(
    const ProofReading& receipt, std::string_view list, const CredentialId& credential);
// The line such a text proves, "crd_… kind kc ciphertext-hash end"; nullopt when it proves none of this receipt's. Offline. Threads: pure.
[[nodiscard]] std::optional<std::string> sealed_line(
    const ProofReading& receipt, std::string_view path);
// Whether a good receipt is over the credential of a good certificate: same ticket, id, kind, key commitment, hash of the ciphertext and end.
// `beside`: of a receipt which has a list, that or a sealed_path(), else empty. Offline. Threads: pure.
[[nodiscard]] bool is_over(
    const ProofReading& receipt, std::string_view beside, const ProofReading& certificate);

// Whether these are exactly the certificates, in any order, that a good ticket certificate was made over. Offline. Threads: pure.
[[nodiscard]] bool covers(const ProofReading& of_ticket,
    const std::vector<std::string>& certificates, const VerifierKey& key);

} // namespace vault
