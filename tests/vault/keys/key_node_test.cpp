#include "keys/key_node.h"

#include "support/catch.h"
#include "support/fixed_random.h"

#include <algorithm>

using vault::KeyNode;
using vault::Secret;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

} // namespace

TEST_CASE("KeyNode: what was put opens again under its key and place", "[vault]")
{
    tests::FixedRandom random;
    const Secret under = vault::random_key(random);
    KeyNode node;
    CHECK(node.empty());
    const Secret first = vault::random_key(random);
    const Secret last = vault::random_key(random);
    node.put(0, first);
    node.put(60, last);
    node.put(119, last);
    node.clear(60);
    const auto sealed = node.sealed(under, store, {2, 7}, random);
    CHECK(sealed.size() == 3880);
    const auto opened = KeyNode::open(sealed, under, store, {2, 7});
    REQUIRE(opened);
    CHECK(vault::same_bytes(opened->key(0).reveal(), first.reveal()));
    CHECK(vault::same_bytes(opened->key(119).reveal(), last.reveal()));
    for (std::size_t place = 1; place < 119; ++place)
        CHECK(!opened->holds(place));
    CHECK(!opened->empty());
}

TEST_CASE("KeyNode: sealed twice it shares no nonce", "[vault]")
{
    tests::FixedRandom random;
    const Secret under = vault::random_key(random);
    const KeyNode node;
    const auto once = node.sealed(under, store, {}, random);
    const auto again = node.sealed(under, store, {}, random);
    CHECK(!std::equal(once.begin(), once.begin() + 24, again.begin()));
}

TEST_CASE("KeyNode: it opens in no other place, store or size, under no other key", "[vault]")
{
    tests::FixedRandom random;
    const Secret under = vault::random_key(random);
    KeyNode node;
    node.put(5, vault::random_key(random));
    auto sealed = node.sealed(under, store, {1, 12}, random);
    REQUIRE(KeyNode::open(sealed, under, store, {1, 12}));
    CHECK(!KeyNode::open(sealed, under, store, {0, 12}));
    CHECK(!KeyNode::open(sealed, under, store, {1, 13}));
    CHECK(!KeyNode::open(sealed, under, store, {11, 2}));
    CHECK(!KeyNode::open(sealed, under, "vlt_another", {1, 12}));
    CHECK(!KeyNode::open(sealed, vault::random_key(random), store, {1, 12}));
    CHECK(!KeyNode::open(std::span{sealed}.first(3879), under, store, {1, 12}));
    CHECK(!KeyNode::open({}, under, store, {1, 12}));
    for (const std::size_t at : {std::size_t{0}, std::size_t{24}, sealed.size() - 1}) {
        sealed[at] ^= std::byte{1};
        CHECK(!KeyNode::open(sealed, under, store, {1, 12}));
        sealed[at] ^= std::byte{1};
    }
}
