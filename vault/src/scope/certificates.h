#pragma once

#include "audit/proof_text.h"
#include "store/tables.h"

#include <string>

namespace vault {

class NoteSigner;
class StoredTree;

// What a certificate says: the row, its entry "credential.destroyed" with the path to the checkpoint of the same transaction, and that
// checkpoint. Nothing of it changes any more, and Ed25519 signs the same bytes the same way, so the note is not kept: whoever asks for it signs it
// again.
struct Certified {
    CertificateFacts facts;
    LoggedEntry entry;
    Checkpoint head;
};

// Of a credential that is shredded. Throws corrupt when the log does not hold its entry.
// `tree`: of the same snapshot; the proofs of a ticket's credentials share most of what they read.
[[nodiscard]] Certified certified(
    const Tables& tables, const StoredTree& tree, const CredentialRecord& credential);
[[nodiscard]] CertificateFacts certificate_facts(const CredentialRecord& credential);
[[nodiscard]] std::string signed_certificate(
    const NoteSigner& signer, const std::string& store, const Certified& what);

} // namespace vault
