#include "crypto/envelope.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/fixed_random.h"

#include <algorithm>

using tests::bytes_of;
using vault::Binding;
using vault::Bytes;
using vault::ErrorCode;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";
const std::string object = "crd_0123456789abcdefghjkmnpqrs";

Binding binding() { return {store, object, "value", "expires_at=1;unseals_max=3;kc=x"}; }

} // namespace

TEST_CASE("Envelope: what was sealed opens under the same key and binding", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Bytes sealed = vault::seal(bytes_of("a value"), key, binding(), random);
    CHECK(sealed.size() == 3 + 24 + 7 + 16);
    CHECK(sealed[0] == std::byte{1});
    CHECK(sealed[1] == std::byte{1});
    CHECK(sealed[2] == std::byte{1});
    const auto secret = vault::open_secret(sealed, key, binding());
    REQUIRE(secret.has_value());
    CHECK(tests::text_of(*secret) == "a value");
    CHECK(vault::open_text(sealed, key, binding()) == "a value");
}

TEST_CASE("Envelope: an empty text is a text", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Bytes sealed = vault::seal({}, key, binding(), random);
    CHECK(vault::open_text(sealed, key, binding()) == "");
    CHECK(vault::open_secret(sealed, key, binding()).has_value());
}

TEST_CASE("Envelope: any flipped bit anywhere is found", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Bytes sealed = vault::seal(bytes_of("a value"), key, binding(), random);
    for (std::size_t at = 0; at < sealed.size(); ++at)
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes changed = sealed;
            changed[at] ^= static_cast<std::byte>(1U << bit);
            INFO("byte " << at << " bit " << bit);
            const auto opened = vault::open_text(changed, key, binding());
            REQUIRE_FALSE(opened.has_value());
            REQUIRE(opened.error().code() == ErrorCode::corrupt);
            REQUIRE_FALSE(vault::open_secret(changed, key, binding()).has_value());
        }
}

TEST_CASE("Envelope: its inner kind is bound too", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    Bytes sealed = vault::seal(bytes_of("a value"), key, binding(), random);
    sealed[2] = std::byte{2}; // no single bit away, so the flips above do not reach it
    CHECK_FALSE(vault::open_text(sealed, key, binding()).has_value());
    const Bytes opaque =
        vault::seal(bytes_of("a value"), key, binding(), random, vault::InnerKind::opaque);
    CHECK(opaque[2] == std::byte{2});
    CHECK(vault::open_text(opaque, key, binding()) == "a value");
}

TEST_CASE("Envelope: any other length is refused", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    Bytes sealed = vault::seal(bytes_of("a value"), key, binding(), random);
    for (std::size_t size = 0; size < sealed.size(); ++size)
        REQUIRE_FALSE(vault::open_text(std::span{sealed}.first(size), key, binding()).has_value());
    sealed.push_back(std::byte{0});
    CHECK_FALSE(vault::open_text(sealed, key, binding()).has_value());
}

TEST_CASE("Envelope: moved to another place or under other terms it does not open", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Bytes sealed = vault::seal(bytes_of("a value"), key, binding(), random);
    const std::string other_store = "vlt_1123456789abcdefghjkmnpqrs";
    const std::string other_object = "crd_1123456789abcdefghjkmnpqrs";
    const std::string shifted_object = object + "v";
    const std::vector<Binding> others{
        {other_store, object, "value", binding().terms},
        {store, other_object, "value", binding().terms}, {store, object, "note", binding().terms},
        {store, object, "value", "expires_at=2;unseals_max=3;kc=x"}, {store, object, "value", ""},
        {store, shifted_object, "alue",
            binding().terms}, // the same bytes joined, divided elsewhere
    };
    for (const auto& other : others)
        CHECK_FALSE(vault::open_text(sealed, key, other).has_value());
    CHECK_FALSE(vault::open_text(sealed, vault::random_key(random), binding()).has_value());
}

TEST_CASE("Envelope: two sealings of one value share no bytes but the header", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Bytes first = vault::seal(bytes_of("a value"), key, binding(), random);
    const Bytes second = vault::seal(bytes_of("a value"), key, binding(), random);
    CHECK(std::span{first}.first(3).front() == second.front());
    CHECK_FALSE(std::ranges::equal(std::span{first}.subspan(27), std::span{second}.subspan(27)));
}

TEST_CASE("Envelope: a chunk opens only in its own place", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    const Binding file{store, "att_0123456789abcdefghjkmnpqrs", "original"};
    const Bytes first = vault::seal_chunk(bytes_of("one"), key, file, 0, false, random);
    const Bytes last = vault::seal_chunk(bytes_of("two"), key, file, 1, true, random);
    CHECK(vault::open_chunk(first, key, file, 0, false) == "one");
    CHECK(vault::open_chunk(last, key, file, 1, true) == "two");
    CHECK_FALSE(vault::open_chunk(last, key, file, 0, true).has_value());  // reordered
    CHECK_FALSE(vault::open_chunk(first, key, file, 0, true).has_value()); // cut off after it
    CHECK_FALSE(vault::open_chunk(last, key, file, 1, false).has_value()); // continued after it
    CHECK_FALSE(vault::open_text(first, key, file).has_value());           // taken for a whole text
}

TEST_CASE("Envelope: the terms of a credential are spelled in one way", "[vault]")
{
    CHECK(vault::credential_terms({1234}, 5, bytes_of("\x01\x02\x03")) ==
          "expires_at=1234;unseals_max=5;kc=AQID");
}

TEST_CASE("Envelope: the key commitment is keyed BLAKE2b over store and object", "[vault]")
{
    // Expected value from Python: hashlib.blake2b(b"tv1/kc" + store + object, key=bytes(range(32)), digest_size=32).
    vault::Secret key{32};
    for (std::size_t i = 0; i < 32; ++i)
        key.mutable_bytes()[i] = static_cast<std::byte>(i);
    const Bytes commitment = vault::key_commitment(key, store, object);
    std::string hex;
    for (const auto byte : commitment)
        for (const unsigned half :
            {std::to_integer<unsigned>(byte) >> 4, std::to_integer<unsigned>(byte) & 15U})
            hex += "0123456789abcdef"[half];
    CHECK(hex == "60ceee44d5c05fd4d5abf08c0096627d9c447c558e33cf5778713db4afb5a3c2");
    CHECK(vault::key_commitment(key, store, "crd_1123456789abcdefghjkmnpqrs") != commitment);
}

TEST_CASE("Envelope: keyed hashes of different purposes differ", "[vault]")
{
    tests::FixedRandom random;
    const auto key = vault::random_key(random);
    CHECK(vault::keyed_hash(key, "login", bytes_of("anna")) ==
          vault::keyed_hash(key, "login", bytes_of("anna")));
    CHECK(vault::keyed_hash(key, "login", bytes_of("anna")) !=
          vault::keyed_hash(key, "token", bytes_of("anna")));
    CHECK(vault::keyed_hash(key, "logina", bytes_of("nna")) !=
          vault::keyed_hash(key, "login", bytes_of("anna")));
}
