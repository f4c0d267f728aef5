#include "vault/proof.h"

#include "audit/proof_text.h"
#include "audit/signed_note.h"
#include "support/catch.h"

using vault::NoteSigner;
using vault::ProofVerdict;
using vault::Secret;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

NoteSigner signer(char fill = 's')
{
    return {Secret::copy_of(std::string(32, fill)), "vault.example.com/tickets"};
}

vault::SealedLine sealed_line()
{
    return {*vault::CredentialId::parse("crd_0123456789abcdefghjkmnpqrs"), "connection-password",
        std::string(43, 'A') + '=', std::string(43, 'B') + '=', {1'795'521'600'000}};
}

vault::Checkpoint head()
{
    vault::Checkpoint checkpoint;
    checkpoint.size = 12;
    return checkpoint;
}

vault::CertificateFacts facts()
{
    return {sealed_line(), *vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs"),
        vault::Cause::closed, {1'795'521'600'000}, {1'795'521'600'250}, "L1", 2};
}

} // namespace

TEST_CASE("Certificate: its text is exactly this and its note is below 4 KB", "[vault]")
{
    const std::string body = vault::certificate_body(store, facts(), head());
    CHECK(body == "ticket-vault/certificate/v1\n"
                  "store vlt_0123456789abcdefghjkmnpqrs\n"
                  "ticket tkt_0123456789abcdefghjkmnpqrs\n"
                  "credential crd_0123456789abcdefghjkmnpqrs\n"
                  "kind connection-password\n"
                  "kc AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                  "ciphertext_hash BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=\n"
                  "expires_at 2026-11-24T12:00:00.000Z\n"
                  "cause closed\n"
                  "requested_at 2026-11-24T12:00:00.000Z\n"
                  "destroyed_at 2026-11-24T12:00:00.250Z\n"
                  "level L1\n"
                  "unseals 2\n"
                  "log_size 12\n"
                  "log_root AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    CHECK(signer().sign(body).size() < 4096);
}

TEST_CASE("Receipt: one line per credential", "[vault]")
{
    const auto ticket = *vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs");
    const std::string body = vault::receipt_body(store, ticket, {0}, {sealed_line()}, head());
    CHECK(body == "ticket-vault/receipt/v1\n"
                  "store vlt_0123456789abcdefghjkmnpqrs\n"
                  "ticket tkt_0123456789abcdefghjkmnpqrs\n"
                  "at 1970-01-01T00:00:00.000Z\n"
                  "sealed crd_0123456789abcdefghjkmnpqrs connection-password "
                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
                  "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB= 2026-11-24T12:00:00.000Z\n"
                  "log_size 12\n"
                  "log_root AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
}

TEST_CASE("Proof: a signed certificate and a signed receipt are good and named", "[vault]")
{
    const auto ticket = *vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs");
    const std::string certificate = vault::certificate_body(store, facts(), head());
    const auto read = vault::verify_proof(signer().sign(certificate), signer().verifier());
    CHECK(read.verdict == ProofVerdict::good);
    CHECK(read.kind == "certificate");
    CHECK(read.body == certificate);
    const auto receipt = vault::verify_proof(
        signer().sign(vault::receipt_body(store, ticket, {0}, {}, head())), signer().verifier());
    CHECK(receipt.verdict == ProofVerdict::good);
    CHECK(receipt.kind == "receipt");
}

TEST_CASE(
    "Proof: a changed line, an unknown key and something else signed are told apart", "[vault]")
{
    const std::string note = signer().sign(vault::certificate_body(store, facts(), head()));
    std::string changed = note;
    changed.replace(changed.find("cause closed"), 12, "cause expired");
    CHECK(vault::verify_proof(changed, signer().verifier()).verdict == ProofVerdict::bad_signature);
    CHECK(vault::verify_proof(note, signer('x').verifier()).verdict == ProofVerdict::unknown_key);
    CHECK(vault::verify_proof("", signer().verifier()).verdict == ProofVerdict::malformed);
    const std::string checkpoint =
        signer().sign(vault::checkpoint_body("vault.example.com/tickets", 1, {}));
    CHECK(vault::verify_proof(checkpoint, signer().verifier()).verdict == ProofVerdict::malformed);
}
