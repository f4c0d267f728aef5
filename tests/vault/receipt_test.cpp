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

CredentialId credential_of(const ProofReading& certificate)
{
    constexpr std::string_view mark = "\ncredential ";
    const auto at = certificate.body.find(mark) + mark.size();
    return *CredentialId::parse(certificate.body.substr(at, certificate.body.find('\n', at) - at));
}

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

TEST_CASE("Receipt: the path of one credential proves it without the others", "[vault]")
{
    for (const std::size_t count : {31UL, 32UL, 33UL, 50UL}) {
        const Story story{count};
        REQUIRE(story.receipt.listed_apart == count);
        for (const ProofReading& certificate : story.certificates) {
            INFO(count << ' ' << certificate.body);
            const auto path =
                sealed_path(story.receipt, story.ticket.receipt.list, credential_of(certificate));
            REQUIRE(path.has_value());
            CHECK(path->size() < note_bytes_max);
            CHECK(path->find("crd_") == path->rfind("crd_"));
            CHECK(sealed_line(story.receipt, *path)
                    ->starts_with(credential_of(certificate).to_string() + ' '));
            for (const ProofReading& other : story.certificates)
                CHECK(is_over(story.receipt, *path, other) == (&other == &certificate));
        }
    }
}

TEST_CASE("Receipt: a path that was changed anywhere, cut or made longer proves nothing", "[vault]")
{
    const Story story{50};
    const auto path = *sealed_path(
        story.receipt, story.ticket.receipt.list, credential_of(story.certificates[20]));
    REQUIRE(sealed_line(story.receipt, path).has_value());
    std::size_t taken = 0;
    for (std::size_t at = 0; at < path.size(); ++at) {
        taken += sealed_line(story.receipt, path.substr(0, at)).has_value() ? 1U : 0U;
        for (unsigned change = 1; change < 256; ++change) {
            std::string changed = path;
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ change);
            taken += sealed_line(story.receipt, changed).has_value() ? 1U : 0U;
        }
    }
    CHECK(taken == 0);
    const std::string hash_line = path.substr(path.find("path "));
    for (const std::string& more : {std::string{"\n"}, std::string{"x"}, hash_line,
             std::string{"index 20\n"}, hash_line.substr(0, hash_line.find('\n') + 1)})
        CHECK_FALSE(sealed_line(story.receipt, path + more).has_value());
    for (const char* const index : {"index 020\n", "index +20\n", "index 84\n",
             "index 18446744073709551636\n", "index \n", "index 20 \n"}) {
        std::string changed = path;
        changed.replace(changed.find("index 20\n"), 9, index);
        CHECK_FALSE(sealed_line(story.receipt, changed).has_value());
    }
    std::string long_one = path;
    while (long_one.size() <= 100 * note_bytes_max)
        long_one += hash_line;
    CHECK_FALSE(sealed_line(story.receipt, long_one).has_value());
}

TEST_CASE("Receipt: a path is made from its own list alone and proves for its own receipt alone",
    "[vault]")
{
    const Story few{2};
    const Story many{50};
    const Story others{50, 7};
    const std::string& list = many.ticket.receipt.list;
    const CredentialId id = credential_of(many.certificates[3]);
    const auto path = sealed_path(many.receipt, list, id);
    REQUIRE(path.has_value());
    CHECK_FALSE(sealed_path(many.receipt, others.ticket.receipt.list, id).has_value());
    CHECK_FALSE(sealed_path(others.receipt, list, id).has_value());
    CHECK_FALSE(sealed_path(many.receipt, list, credential_of(others.certificates[3])).has_value());
    CHECK_FALSE(sealed_path(many.receipt, *path, id).has_value());
    // A receipt that names its credentials itself has no list to make one from.
    CHECK_FALSE(sealed_path(few.receipt, list, id).has_value());
    CHECK_FALSE(sealed_line(few.receipt, *path).has_value());
    CHECK_FALSE(sealed_line(others.receipt, *path).has_value());
    CHECK_FALSE(sealed_line(many.certificates[3], *path).has_value());
    CHECK_FALSE(sealed_line(many.receipt, list).has_value());
    CHECK_FALSE(is_over(few.receipt, *path, few.certificates[0]));
    CHECK_FALSE(is_over(others.receipt, *path, many.certificates[3]));
    ProofReading unsigned_one = many.receipt;
    unsigned_one.verdict = ProofVerdict::bad_signature;
    CHECK_FALSE(sealed_line(unsigned_one, *path).has_value());
    CHECK_FALSE(sealed_path(unsigned_one, list, id).has_value());
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
