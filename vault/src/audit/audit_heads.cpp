#include "audit/merkle_proof.h"
#include "audit/signed_note.h"
#include "vault/proof.h"

namespace vault {

bool heads_agree(const Checkpoint& first, const Checkpoint& second, const std::vector<Hash>& path)
{
    return is_consistent({first.size, first.root}, {second.size, second.root}, path);
}

HeadReading verify_head(std::string_view note, const VerifierKey& key)
{
    if (auto proof = verify_proof(note, key); proof.verdict != ProofVerdict::malformed)
        return {proof.verdict, std::move(proof.head)};
    const NoteReading reading = read_note(note, key);
    if (reading.verdict == ProofVerdict::malformed)
        return {ProofVerdict::malformed, {}};
    auto head = parse_checkpoint_body(reading.body, origin_of(key));
    if (reading.verdict != ProofVerdict::good)
        return {reading.verdict, {}};
    if (!head)
        return {ProofVerdict::malformed, {}};
    head->note = note;
    return {ProofVerdict::good, std::move(*head)};
}

} // namespace vault
