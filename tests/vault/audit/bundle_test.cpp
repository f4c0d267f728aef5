#include "vault/audit_bundle.h"

#include "log/export_log.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include <sstream>

using namespace vault;
using tests::TestVault;

namespace {

Actor auditor()
{
    return {*PersonId::parse("per_0123456789abcdefghjkmnpqrs"), Role::auditor, Authn::bearer, ""};
}

std::string exported(const Vault& vault)
{
    std::string bundle;
    REQUIRE(vault
            .export_audit(auditor(),
                [&](std::span<const std::byte> bytes) {
                    bundle.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                })
            .has_value());
    return bundle;
}

AuditVerdict verified(const std::string& bundle, const VerifierKey& key)
{
    BundleVerifier verifier{key};
    std::istringstream lines{bundle};
    for (std::string line; std::getline(lines, line);)
        (void)verifier.line(line);
    return verifier.finish();
}

} // namespace

TEST_CASE("Bundle: an exported log verifies with the vault's key alone", "[vault]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    REQUIRE(place->close(ticket.guest, ticket.id).has_value());
    const auto key = place->key_status().verifier;
    const std::string bundle = exported(*place);
    const auto verdict = verified(bundle, key);
    INFO(verdict.problem);
    CHECK(verdict.ok);
    CHECK(verdict.entries == place->checkpoint()->size);
    CHECK(verdict.head.root == place->checkpoint()->root);
    // The export itself is in it, since it was an entry first.
    CHECK(bundle.find("\"event\":\"audit.exported\"") != std::string::npos);
}

TEST_CASE("Bundle: another vault's is told from a broken one", "[vault]")
{
    TestVault place;
    TestVault other{2};
    const auto verdict = verified(exported(*place), other->key_status().verifier);
    CHECK_FALSE(verdict.ok);
    CHECK(verdict.fault == AuditFault::unknown_key);
    CHECK(verified("", place->key_status().verifier).fault == AuditFault::cut);
    CHECK(verified("hello\n", place->key_status().verifier).fault == AuditFault::damaged);
}
