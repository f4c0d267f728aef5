// The files of tests/vectors/audit: what a vault hands out, for verifiers in other languages. Made by
//     TV_VECTORS=tests/vectors/audit vault_tests "[.make-vectors]"
#include "support/catch.h"
#include "support/places.h"
#include "support/story.h"
#include "support/test_vault.h"
#include "vault/audit_bundle.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace vault;
using tests::TestVault;

namespace {

const std::filesystem::path folder =
    std::filesystem::path{tests::source_folder} / "tests/vectors/audit";

std::string contents(const char* name)
{
    std::ifstream in{folder / name, std::ios::binary};
    REQUIRE(in.is_open());
    return {std::istreambuf_iterator<char>{in}, {}};
}

VerifierKey key()
{
    std::string text = contents("verifier.txt");
    text.erase(text.find('\n'));
    return {text};
}

} // namespace

TEST_CASE("Vectors: make them", "[.make-vectors]")
{
    const char* const out = std::getenv("TV_VECTORS");
    REQUIRE(out != nullptr);
    const auto keep = [&](const char* name, std::string_view text) {
        std::ofstream{std::filesystem::path{out} / name, std::ios::binary} << text;
    };
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    keep("receipt.txt", ticket.receipt.note);
    keep("older.checkpoint", place->checkpoint()->note);
    for (int i = 0; i < 130; ++i)
        (void)tests::submit_guest_ticket(*place, {});
    const auto closed = place->close(ticket.guest, ticket.id);
    REQUIRE(closed.has_value());
    REQUIRE(closed->shredded.size() == 2);
    const auto many = tests::submit_guest_ticket(*place, std::vector<tests::CredentialWish>(50));
    keep("receipt-50.txt", many.receipt.note);
    keep("receipt-50.txt.list", many.receipt.list);
    const auto ended = place->close(many.guest, many.id);
    REQUIRE(ended.has_value());
    keep("certificate-50.txt", ended->shredded.back().certificate);
    keep("receipt-50.txt.path",
        *sealed_path(verify_proof(many.receipt.note, place->key_status().verifier),
            many.receipt.list, ended->shredded.back().id));
    keep("certificate.txt", closed->shredded.front().certificate);
    keep("certificate-2.txt", closed->shredded.back().certificate);
    keep("ticket-certificate.txt", closed->certificate);
    const Actor auditor{
        *PersonId::parse("per_0123456789abcdefghjkmnpqrs"), Role::auditor, Authn::bearer, ""};
    std::string bundle;
    REQUIRE(place
            ->export_audit(auditor,
                [&](std::span<const std::byte> bytes) {
                    bundle.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                })
            .has_value());
    keep("log.bundle", bundle);
    keep("newer.checkpoint", place->checkpoint()->note);
    keep("entry-5.tlog-proof", *place->audit_proof(auditor, 5));
    keep("verifier.txt", place->key_status().verifier.text + "\n");
}

TEST_CASE("Vectors: the kept receipt, certificates, checkpoints and bundle verify", "[vault]")
{
    CHECK(verify_proof(contents("receipt.txt"), key()).verdict == ProofVerdict::good);
    const auto early = verify_proof(contents("receipt-v1.txt"), key()); // of an earlier program
    CHECK(early.verdict == ProofVerdict::good);
    CHECK(early.listed_apart == 0);
    const auto long_one = verify_proof(contents("receipt-50.txt"), key());
    CHECK(long_one.verdict == ProofVerdict::good);
    CHECK(is_list_of(long_one, contents("receipt-50.txt.list")));
    CHECK(is_over(long_one, contents("receipt-50.txt.list"),
        verify_proof(contents("certificate-50.txt"), key())));
    CHECK(is_over(long_one, contents("receipt-50.txt.path"),
        verify_proof(contents("certificate-50.txt"), key())));
    CHECK(is_over(verify_proof(contents("receipt.txt"), key()), "",
        verify_proof(contents("certificate.txt"), key())));
    CHECK(verify_proof(contents("certificate.txt"), key()).verdict == ProofVerdict::good);
    const auto of_ticket = verify_proof(contents("ticket-certificate.txt"), key());
    CHECK(of_ticket.verdict == ProofVerdict::good);
    CHECK(covers(of_ticket, {contents("certificate.txt"), contents("certificate-2.txt")}, key()));
    CHECK_FALSE(covers(of_ticket, {contents("certificate.txt")}, key()));
    CHECK(verify_head(contents("older.checkpoint"), key()).verdict == ProofVerdict::good);
    CHECK(verify_head(contents("newer.checkpoint"), key()).verdict == ProofVerdict::good);
    BundleVerifier verifier{key()};
    std::istringstream lines{contents("log.bundle")};
    for (std::string line; std::getline(lines, line);)
        (void)verifier.line(line);
    const auto verdict = verifier.finish();
    INFO(verdict.problem);
    CHECK(verdict.ok);
    CHECK(verdict.entries > 256); // more than one tile
}
