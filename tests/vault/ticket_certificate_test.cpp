#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace vault;
using tests::TestVault;

namespace {

std::vector<std::string> certificates_of(const ClosedTicket& closed)
{
    std::vector<std::string> notes;
    for (const ShredResult& one : closed.shredded)
        notes.push_back(one.certificate);
    return notes;
}

} // namespace

TEST_CASE("Ticket certificate: it is over exactly the certificates of its ticket, in any order",
    "[vault][audit]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}, {}, {}, {}});
    const auto other = tests::submit_guest_ticket(*place, {{}});
    const VerifierKey key = place->key_status().verifier;
    CHECK(place->ticket_certificate(ticket.guest, ticket.id).error().code() == ErrorCode::conflict);
    const auto first = place->shred(ticket.guest, ticket.credentials[0], Cause::revoked).value();
    const auto closed = place->close(ticket.guest, ticket.id).value();
    auto notes = certificates_of(closed);
    CHECK(notes.size() == 4);
    notes.push_back(first.certificate);
    const auto reading = verify_proof(closed.certificate, key);
    CHECK(reading.verdict == ProofVerdict::good);
    CHECK(reading.kind == "ticket-certificate");
    CHECK(closed.certificate.size() < 4096);
    CHECK(covers(reading, notes, key));
    std::ranges::reverse(notes);
    CHECK(covers(reading, notes, key));

    const auto foreign = certificates_of(place->close(other.guest, other.id).value());
    auto missing = notes;
    missing.pop_back();
    auto exchanged = notes;
    exchanged[0] = foreign[0];
    auto more = notes;
    more.push_back(foreign[0]);
    auto no_certificate = notes;
    no_certificate[0] = ticket.receipt.note;
    for (const auto& wrong : {missing, exchanged, more, no_certificate, std::vector<std::string>{}})
        CHECK_FALSE(covers(reading, wrong, key));
    CHECK_FALSE(covers(verify_proof(notes[0], key), {}, key));
    CHECK(place->ticket_certificate(place.console(), ticket.id).error().code() ==
          ErrorCode::forbidden);
    CHECK(place->ticket_certificate(other.guest, ticket.id).error().code() == ErrorCode::not_found);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Ticket certificate: of none there is one too, and an edited one does not verify",
    "[vault][audit]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {});
    const VerifierKey key = place->key_status().verifier;
    const auto closed = place->close(ticket.guest, ticket.id).value();
    const auto reading = verify_proof(closed.certificate, key);
    CHECK(reading.verdict == ProofVerdict::good);
    CHECK(covers(reading, {}, key));
    for (std::size_t i = 0; i < closed.certificate.size(); ++i) {
        std::string edited = closed.certificate;
        edited[i] = static_cast<char>(edited[i] ^ 1);
        CAPTURE(i);
        CHECK(verify_proof(edited, key).verdict != ProofVerdict::good);
    }
}
