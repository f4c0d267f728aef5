#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "vault/proof.h"

#include <string>
#include <vector>

using namespace vault;
using tests::TestVault;

namespace {

// A ticket with so many credentials, its receipt and what it ended with.
struct Story {
    explicit Story(std::size_t count, std::uint64_t seed = 1)
        : place{seed},
          ticket{tests::submit_guest_ticket(*place, std::vector<tests::CredentialWish>(count))},
          key{place->key_status().verifier}, receipt{verify_proof(ticket.receipt.note, key)}
    {
        const auto closed = place->close(ticket.guest, ticket.id);
        REQUIRE(closed.has_value());
        for (const auto& one : closed->shredded)
            certificates.push_back(verify_proof(one.certificate, key));
    }
    TestVault place;
    tests::GuestTicket ticket;
    VerifierKey key;
    ProofReading receipt;
    std::vector<ProofReading> certificates;
};

} // namespace

TEST_CASE(
    "Receipt: it is below 4 KB and over every credential's certificate, however many there are",
    "[vault]")
{
    for (const std::size_t count : {1UL, 12UL, 13UL, 50UL}) {
        INFO(count);
        const Story story{count};
        CHECK(story.ticket.receipt.note.size() < note_bytes_max);
        CHECK(story.receipt.verdict == ProofVerdict::good);
        CHECK(story.receipt.listed_apart == (story.ticket.receipt.list.empty() ? 0 : count));
        REQUIRE(story.certificates.size() == count);
        for (const ProofReading& certificate : story.certificates)
            CHECK(is_over(story.receipt, story.ticket.receipt.list, certificate));
    }
}

TEST_CASE("Receipt: a certificate of another ticket, and a list that is not its own, prove nothing",
    "[vault]")
{
    const Story few{2};
    const Story many{50};
    const Story others{50, 7};
    const std::string& list = many.ticket.receipt.list;
    REQUIRE_FALSE(list.empty());
    CHECK(is_over(many.receipt, list, many.certificates[3]));
    CHECK_FALSE(is_over(many.receipt, "", many.certificates[3]));
    CHECK_FALSE(is_over(many.receipt, others.ticket.receipt.list, others.certificates[3]));
    CHECK_FALSE(is_over(others.receipt, others.ticket.receipt.list, many.certificates[3]));
    CHECK_FALSE(is_over(few.receipt, "", others.certificates[0]));
    CHECK_FALSE(is_over(many.certificates[3], "", many.certificates[3]));
    CHECK_FALSE(is_over(many.receipt, list, many.receipt));
    ProofReading unsigned_one = many.certificates[3];
    unsigned_one.verdict = ProofVerdict::bad_signature;
    CHECK_FALSE(is_over(many.receipt, list, unsigned_one));
    // Another key under the same id, as a vault would show that destroyed something else than it had.
    ProofReading another_key = many.certificates[3];
    const auto kc = another_key.body.find("\nkc ") + 4;
    another_key.body[kc] = another_key.body[kc] == 'A' ? 'B' : 'A';
    CHECK_FALSE(is_over(many.receipt, list, another_key));
    // A ticket later: the credential is the other's, whatever else agrees.
    ProofReading another_ticket = few.certificates[0];
    another_ticket.body.replace(another_ticket.body.find("ticket tkt_") + 11, 4, "0000");
    CHECK_FALSE(is_over(few.receipt, "", another_ticket));
}
