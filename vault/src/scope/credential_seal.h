#pragma once

#include "audit/proof_text.h"
#include "scope/write_scope.h"

#include <string>

namespace vault {

// A new credential with everything computed that needs no transaction: the writer's thread only stores it.
struct SealedCredential {
    CredentialRecord record; // ticket, slot and created_at are store_credential's
    CredentialLabel label;
    Secret key;
    Bytes value_ct; // empty for an original
};

// invalid: a limit of vault/credential.h is broken, or an expiry is not between `now` and its maximum.
[[nodiscard]] Expected<std::vector<SealedCredential>> seal_credentials(
    std::vector<NewCredential> credentials, const std::string& store, Instant now, Random& random);
// For an original: the upload's key and chunks are the value.
[[nodiscard]] Expected<SealedCredential> seal_original(NewCredential credential,
    const std::string& store, Instant now, const Secret& upload_key, const Bytes& chunk_hashes);

// Puts it into the ticket, with its entry. too_many beyond ticket_credentials_max (originals do not count); forbidden when somebody else than the
// customer gives a standing consent. `upload_leaf`: an original keeps
// its upload's key.
[[nodiscard]] Expected<CredentialRecord> store_credential(WriteScope& scope, const Actor& by,
    const TicketRecord& ticket, const Secret& content_key, SealedCredential& sealed);
[[nodiscard]] CredentialRecord store_original(WriteScope& scope, const Actor& by,
    const TicketRecord& ticket, const Secret& content_key, SealedCredential& sealed,
    KeyLeaf upload_leaf);

// `content_key` null: a reader who may not see the label.
[[nodiscard]] CredentialView view_of(
    const ReadScope& scope, const CredentialRecord& record, const Secret* content_key);

// What receipts and certificates say of it.
[[nodiscard]] SealedLine line_of(const CredentialRecord& record);

// The terms bound into value_ct.
[[nodiscard]] std::string terms_of(const CredentialRecord& record);

} // namespace vault
