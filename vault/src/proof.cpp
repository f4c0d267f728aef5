#include "vault/proof.h"

#include "audit/signed_note.h"

#include <array>

namespace vault {

namespace {

struct ProofKind {
    std::string_view title; // first line of the body
    std::string_view name;
};

constexpr std::array kinds{
    ProofKind{"ticket-vault/receipt/v1\n", "receipt"},
    ProofKind{"ticket-vault/certificate/v1\n", "certificate"},
};

} // namespace

ProofReading verify_proof(std::string_view note, const VerifierKey& key)
{
    NoteReading reading = read_note(note, key);
    if (reading.verdict == ProofVerdict::malformed)
        return {ProofVerdict::malformed, {}, {}};
    for (const ProofKind& kind : kinds)
        if (reading.body.starts_with(kind.title))
            return {reading.verdict, std::string{kind.name}, std::move(reading.body)};
    // A good signature over something else, for example a checkpoint, proves nothing here.
    return {ProofVerdict::malformed, {}, {}};
}

} // namespace vault
