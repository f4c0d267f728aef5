#include "vault/proof.h"

#include "audit/event.h"
#include "audit/merkle_proof.h"
#include "audit/proof_text.h"
#include "audit/signed_note.h"
#include "support/bytes.h"
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

vault::CertificateFacts facts()
{
    return {sealed_line(), *vault::TicketId::parse("tkt_0123456789abcdefghjkmnpqrs"),
        vault::Cause::closed, {1'795'521'600'000}, {1'795'521'600'250}, "L1", 2};
}

// A log of twelve entries with one of them the note's.
struct Logged {
    explicit Logged(vault::EntryFields fields, std::uint64_t at = 5)
    {
        fields.boot = "boo_0123456789abcdefghjkmnpqrs";
        const std::string json = vault::canonical_entry(at, fields);
        std::vector<vault::Hash> leaves;
        for (std::uint64_t i = 0; i < size; ++i)
            leaves.push_back(
                vault::leaf_hash(tests::bytes_of(i == at ? json : "entry " + std::to_string(i))));
        const vault::SubtreeHashes hashes = [&](unsigned height, std::uint64_t index) {
            vault::TreeEdge edge;
            for (std::uint64_t i = index << height; i < (index + 1) << height; ++i)
                edge.append(leaves.at(i));
            return edge.root();
        };
        head.size = size;
        head.root = vault::root_of(size, hashes);
        entry = {at, json, vault::inclusion_proof(at, size, hashes)};
    }
    static constexpr std::uint64_t size = 12;
    vault::LoggedEntry entry{};
    vault::Checkpoint head;
};

vault::EntryFields destroyed()
{
    vault::EntryFields fields{};
    fields.event = vault::Event::credential_destroyed;
    fields.ticket = facts().ticket;
    fields.credential = facts().sealed.id;
    fields.commitment = facts().sealed.commitment;
    fields.why = "closed";
    return fields;
}

vault::EntryFields submitted(const std::vector<vault::SealedLine>& sealed)
{
    vault::EntryFields fields{};
    fields.event = vault::Event::ticket_submitted;
    fields.ticket = facts().ticket;
    fields.sealed = vault::sealed_root(sealed);
    return fields;
}

std::string certificate(const Logged& log)
{
    return vault::certificate_body(store, facts(), log.entry, log.head);
}

std::string receipt(const std::vector<vault::SealedLine>& sealed)
{
    const Logged log{submitted(sealed)};
    return vault::receipt_body(
        store, facts().ticket, {0}, sealed, vault::SealedLines::inside, log.entry, log.head);
}

// Of so many, each another.
std::vector<vault::SealedLine> lines(std::size_t count)
{
    std::vector<vault::SealedLine> all(count, sealed_line());
    for (std::size_t i = 0; i < count; ++i) {
        all[i].id = *vault::CredentialId::parse(
            "crd_" + std::to_string(1000 + i) + "456789abcdefghjkmnpqrs");
        all[i].commitment.replace(0, 4, std::to_string(1000 + i));
    }
    return all;
}

// A receipt whose lines stand in a list, as it reads.
vault::ProofReading apart(const std::vector<vault::SealedLine>& sealed)
{
    const Logged log{submitted(sealed)};
    return vault::verify_proof(signer().sign(vault::receipt_body(store, facts().ticket, {0}, sealed,
                                   vault::SealedLines::apart, log.entry, log.head)),
        signer().verifier());
}

ProofVerdict verdict_of(const std::string& body)
{
    return vault::verify_proof(signer().sign(body), signer().verifier()).verdict;
}

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    REQUIRE(text.find(what) != std::string::npos);
    return text.replace(text.find(what), what.size(), with);
}

} // namespace

TEST_CASE("Certificate: its text is exactly this and its note is below 4 KB", "[vault]")
{
    const Logged log{destroyed()};
    const std::string body = certificate(log);
    const std::string start = "ticket-vault/certificate/v1\n"
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
                              "entry " +
                              log.entry.json +
                              "\n"
                              "log_index 5\n"
                              "log_size 12\n"
                              "log_root ";
    CHECK(body.starts_with(start));
    // With the path of a log of 2^30 entries it still is.
    vault::LoggedEntry deep = log.entry;
    deep.path.resize(30);
    CHECK(signer().sign(vault::certificate_body(store, facts(), deep, log.head)).size() < 4096);
}

TEST_CASE("Receipt: its text is exactly this", "[vault]")
{
    const std::string body = receipt({sealed_line()});
    CHECK(body.starts_with("ticket-vault/receipt/v2\n"
                           "store vlt_0123456789abcdefghjkmnpqrs\n"
                           "ticket tkt_0123456789abcdefghjkmnpqrs\n"
                           "at 1970-01-01T00:00:00.000Z\n"
                           "credentials 1 "));
    CHECK(body.find("=\n"
                    "sealed crd_0123456789abcdefghjkmnpqrs connection-password "
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
                    "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB= 2026-11-24T12:00:00.000Z\n"
                    "entry {") != std::string::npos);
    CHECK(receipt({}).find("credentials") == std::string::npos);
    CHECK(vault::receipt_list({sealed_line()}) ==
          "ticket-vault/sealed/v1\n"
          "sealed crd_0123456789abcdefghjkmnpqrs connection-password "
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
          "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB= 2026-11-24T12:00:00.000Z\n");
}

TEST_CASE(
    "Receipt: over any number of credentials it is below 4 KB in a log of 2^30 entries", "[vault]")
{
    for (const std::size_t count : {0UL, 1UL, 12UL, 13UL, 50UL, 200UL}) {
        Logged log{submitted(lines(count))};
        log.entry.path.resize(30);
        CHECK(signer()
                  .sign(vault::receipt_body(store, facts().ticket, {0}, lines(count),
                      vault::SealedLines::apart, log.entry, log.head))
                  .size() < vault::note_bytes_max);
    }
}

TEST_CASE("Receipt: one that names no credential says how many its list has", "[vault]")
{
    for (const std::size_t count : {1UL, 13UL, 200UL}) {
        const auto read = apart(lines(count));
        CHECK(read.verdict == ProofVerdict::good);
        CHECK(read.listed_apart == count);
        CHECK(vault::is_list_of(read, vault::receipt_list(lines(count))));
    }
    CHECK(vault::verify_proof(signer().sign(receipt(lines(5))), signer().verifier()).listed_apart ==
          0);
    CHECK(apart({}).listed_apart == 0);
    CHECK(apart({}).verdict == ProofVerdict::good);
}

TEST_CASE("Receipt: a list that lacks a line, has one more, other ones or another order is not its",
    "[vault]")
{
    const auto read = apart(lines(13));
    const std::string good = vault::receipt_list(lines(13));
    auto other = lines(13);
    std::swap(other[3], other[4]);
    CHECK_FALSE(vault::is_list_of(read, vault::receipt_list(other)));
    CHECK_FALSE(vault::is_list_of(read, vault::receipt_list(lines(12))));
    CHECK_FALSE(vault::is_list_of(read, vault::receipt_list(lines(14))));
    CHECK_FALSE(vault::is_list_of(read, replaced(good, "1007AAA", "1007BAA")));
    CHECK_FALSE(vault::is_list_of(read, good + "note anything\n"));
    CHECK_FALSE(vault::is_list_of(read, good.substr(0, good.size() - 1)));
    CHECK_FALSE(vault::is_list_of(read, replaced(good, "sealed/v1", "sealed/v2")));
    CHECK_FALSE(vault::is_list_of(read, ""));
    CHECK_FALSE(vault::is_list_of(apart(lines(12)), good));
}

TEST_CASE("Receipt: one with two lines of one credential is none, inside or in a list", "[vault]")
{
    auto twice = lines(13);
    twice[7].id = twice[2].id;
    CHECK_FALSE(vault::is_list_of(apart(twice), vault::receipt_list(twice)));
    CHECK(verdict_of(receipt(twice)) == ProofVerdict::malformed);
    CHECK(verdict_of(receipt(lines(3))) == ProofVerdict::good);
}

TEST_CASE("Proof: a signed certificate and a signed receipt are good and named", "[vault]")
{
    const Logged log{destroyed()};
    const auto read = vault::verify_proof(signer().sign(certificate(log)), signer().verifier());
    CHECK(read.verdict == ProofVerdict::good);
    CHECK(read.kind == "certificate");
    CHECK(read.body == certificate(log));
    CHECK(read.head.size == 12);
    CHECK(read.head.root == log.head.root);
    for (const auto& sealed : {std::vector<vault::SealedLine>{}, {sealed_line()}}) {
        const auto one = vault::verify_proof(signer().sign(receipt(sealed)), signer().verifier());
        CHECK(one.verdict == ProofVerdict::good);
        CHECK(one.kind == "receipt");
    }
}

TEST_CASE(
    "Proof: a changed line, an unknown key and something else signed are told apart", "[vault]")
{
    const std::string note = signer().sign(certificate(Logged{destroyed()}));
    const std::string changed = replaced(note, "cause closed", "cause expired");
    CHECK(vault::verify_proof(changed, signer().verifier()).verdict == ProofVerdict::bad_signature);
    CHECK(vault::verify_proof(note, signer('x').verifier()).verdict == ProofVerdict::unknown_key);
    CHECK(vault::verify_proof("", signer().verifier()).verdict == ProofVerdict::malformed);
    const std::string checkpoint =
        signer().sign(vault::checkpoint_body("vault.example.com/tickets", 1, {}));
    CHECK(vault::verify_proof(checkpoint, signer().verifier()).verdict == ProofVerdict::malformed);
}

TEST_CASE("Proof: what the vault's own key signed must still agree with the log", "[vault]")
{
    const std::string good = certificate(Logged{destroyed()});
    REQUIRE(verdict_of(good) == ProofVerdict::good);
    CHECK(verdict_of(replaced(good, "log_index 5", "log_index 4")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "log_size 12", "log_size 5")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "\ncause closed", "\ncause expired")) ==
          ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "\nkc AAA", "\nkc BAA")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "\"kc\":\"AAA", "\"kc\":\"BAA")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "log_path", "log_pfad")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(good, "log_size 12", "log_size 012")) == ProofVerdict::malformed);
    CHECK(verdict_of(good + "log_root " + std::string(43, 'A') + "=\n") == ProofVerdict::malformed);
    // A refusal, or an entry of another kind, proves no destruction.
    auto fields = destroyed();
    fields.refused = true;
    CHECK(verdict_of(certificate(Logged{fields})) == ProofVerdict::not_in_log);
    fields = destroyed();
    fields.event = vault::Event::credential_shredding;
    CHECK(verdict_of(certificate(Logged{fields})) == ProofVerdict::not_in_log);
    // A receipt that leaves a credential out, or adds one.
    const std::string two = receipt(lines(2));
    const std::size_t line = two.find("sealed crd_");
    std::string one = two;
    one.erase(line, two.find('\n', line) + 1 - line);
    CHECK(verdict_of(two) == ProofVerdict::good);
    CHECK(verdict_of(one) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(two, "credentials 2", "credentials 3")) == ProofVerdict::not_in_log);
    CHECK(verdict_of(replaced(two, "credentials 2", "cred 2")) == ProofVerdict::not_in_log);
}
