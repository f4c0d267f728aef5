#include "scope/certificates.h"

#include "audit/signed_note.h"
#include "log/log_proofs.h"
#include "scope/credential_seal.h"
#include "store/storage_fault.h"
#include "vault/assert.h"

namespace vault {

CertificateFacts certificate_facts(const CredentialRecord& credential)
{
    TV_ASSERT(credential.state == CredentialState::shredded);
    if (!credential.cause || !credential.shredded_at || !credential.level)
        throw StorageFault{
            Error{ErrorCode::corrupt, "a shredded credential does not say how it ended"}};
    return {line_of(credential), credential.ticket, *credential.cause,
        credential.end_requested_at.value_or(*credential.shredded_at), *credential.shredded_at,
        *credential.level, credential.unseals_done};
}

Certified certified(
    const Tables& tables, const StoredTree& tree, const CredentialRecord& credential)
{
    CertificateFacts facts = certificate_facts(credential);
    const auto seq =
        tables.audit.destruction_of(credential.ticket, credential.id, facts.destroyed_at);
    auto heads = tables.audit.checkpoints_after(seq.value_or(0), 1);
    if (!seq || heads.empty())
        throw StorageFault{
            Error{ErrorCode::corrupt, "the log does not hold the end of a shredded credential"}};
    return {std::move(facts), logged_entry(tables.audit, tree, *seq, heads.front().size),
        std::move(heads.front())};
}

std::string signed_certificate(
    const NoteSigner& signer, const std::string& store, const Certified& what)
{
    return signer.sign(certificate_body(store, what.facts, what.entry, what.head));
}

} // namespace vault
