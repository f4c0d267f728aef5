#include "audit/signed_note.h"

#include "support/catch.h"

using vault::NoteSigner;
using vault::ProofVerdict;
using vault::Secret;
using vault::VerifierKey;

namespace {

const std::string origin = "vault.example.com/tickets";

Secret seed(std::uint8_t first = 0)
{
    Secret bytes{32};
    for (std::size_t i = 0; i < 32; ++i)
        bytes.mutable_bytes()[i] = static_cast<std::byte>(first + i);
    return bytes;
}

// Made with Python and the openssl command (pkeyutl -sign -rawin) from the seed 00 01 … 1f: no code in common with ours.
const VerifierKey vector_key{
    "vault.example.com/tickets+f49ffc51+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"};
const std::string vector_body =
    "vault.example.com/tickets\n3\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n";
const std::string vector_note = vector_body +
                                "\n\u2014 vault.example.com/tickets "
                                "9J/8UXATVjpbE4TRGpqBPw1L146VbAyrMvfnrdH5YMP8XNfxVuhIs/"
                                "F9cIWK9Gva0Yk1NdPG+PMCiZaFlY7VupDHdwg=\n";

} // namespace

TEST_CASE("SignedNote: key and note are byte for byte those of another implementation", "[vault]")
{
    const NoteSigner signer{seed(), origin};
    CHECK(signer.verifier().text == vector_key.text);
    CHECK(signer.sign(vector_body) == vector_note);
}

TEST_CASE("SignedNote: a good note opens to its body", "[vault]")
{
    CHECK(vault::open_note(vector_note, vector_key) == vector_body);
}

TEST_CASE("SignedNote: no flipped bit goes unnoticed", "[vault]")
{
    for (std::size_t at = 0; at < vector_note.size(); ++at)
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string changed = vector_note;
            changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
            INFO("byte " << at << " bit " << bit);
            REQUIRE_FALSE(vault::open_note(changed, vector_key).has_value());
        }
}

TEST_CASE("SignedNote: another key, a bad signature and a broken text are told apart", "[vault]")
{
    const NoteSigner other{seed(7), origin};
    const NoteSigner stranger{seed(7), "elsewhere.example"};
    CHECK(vault::read_note(vector_note, vector_key).verdict == ProofVerdict::good);
    CHECK(vault::read_note(vector_note, other.verifier()).verdict == ProofVerdict::unknown_key);
    CHECK(vault::read_note(vector_note, stranger.verifier()).verdict == ProofVerdict::unknown_key);
    CHECK(vault::read_note(vector_note, {"no key"}).verdict == ProofVerdict::unknown_key);
    std::string changed = vector_note;
    changed[origin.size() + 1] = '4'; // the size
    CHECK(vault::read_note(changed, vector_key).verdict == ProofVerdict::bad_signature);
    for (const std::string& broken :
        {std::string{}, vector_body, vector_body + "\n", vector_note + "\n", vector_note + "more\n",
            vector_note.substr(0, vector_note.size() - 1),
            "\n\n" + vector_note.substr(vector_body.size() + 1)}) {
        INFO(broken);
        CHECK(vault::read_note(broken, vector_key).verdict == ProofVerdict::malformed);
    }
}

TEST_CASE("SignedNote: a witness's signature beside ours does no harm", "[vault]")
{
    const NoteSigner witness{seed(9), "witness.example"};
    const std::string signed_too = witness.sign(vector_body);
    const std::string both = vector_note + signed_too.substr(vector_body.size() + 1);
    CHECK(vault::open_note(both, vector_key) == vector_body);
    CHECK(vault::open_note(both, witness.verifier()) == vector_body);
}

TEST_CASE("SignedNote: a verifier key whose key id is not its own is no key", "[vault]")
{
    std::string changed = vector_key.text;
    changed[changed.find('+') + 1] = '0';
    CHECK(vault::read_note(vector_note, {changed}).verdict == ProofVerdict::unknown_key);
}

TEST_CASE("Checkpoint: its body reads back", "[vault]")
{
    vault::Hash root{};
    root.fill(std::byte{7});
    const auto checkpoint =
        vault::parse_checkpoint_body(vault::checkpoint_body(origin, 42, root), origin);
    REQUIRE(checkpoint.has_value());
    CHECK(checkpoint->size == 42);
    CHECK(checkpoint->root == root);
}

TEST_CASE("Checkpoint: other spellings and origins are refused", "[vault]")
{
    const std::string root = "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=";
    for (const std::string& body :
        {std::string{}, std::string{"\n\n\n"}, origin + "\n3\n", origin + "\n03\n" + root + "\n",
            origin + "\n-3\n" + root + "\n", origin + "\n3 \n" + root + "\n",
            origin + "\n\n" + root + "\n", "other\n3\n" + root + "\n", origin + "\n3\n" + root,
            origin + "\n3\n" + root + "\nextension\n", origin + "\n3\n" + root.substr(4) + "\n",
            origin + "\n18446744073709551616\n" + root + "\n"}) {
        INFO(body);
        CHECK_FALSE(vault::parse_checkpoint_body(body, origin).has_value());
    }
}
