#include "store/shared_index.h"
#include "support/catch.h"

using vault::SharedIndex;

TEST_CASE(
    "SharedIndex: an exclusive lock keeps others out, a shared one only exclusive ones", "[vault]")
{
    SharedIndex index;
    SharedIndex::Held one;
    SharedIndex::Held two;
    REQUIRE(index.lock_shared(one, 3, 1));
    CHECK(index.lock_shared(two, 3, 1));
    CHECK_FALSE(index.lock_exclusive(one, 3, 1)); // the other's, too
    index.unlock(two, 3, 1);
    CHECK_FALSE(index.lock_exclusive(two, 0, 8)); // all or none
    CHECK(index.lock_exclusive(two, 0, 3));
    CHECK_FALSE(index.lock_shared(one, 2, 1));
    CHECK(index.lock_exclusive(two, 0, 3)); // once is enough
    index.unlock(two, 0, 3);
    CHECK(index.lock_shared(one, 2, 1));
    index.unlock(one, 0, 8);
    CHECK(index.lock_exclusive(two, 0, 8));
}

TEST_CASE(
    "SharedIndex: all connections of a database have one, as long as there are any", "[vault]")
{
    vault::SharedIndexes indexes;
    auto one = indexes.of("/a/vault.db");
    auto* const region = one->region(1, 64, true);
    REQUIRE(region != nullptr);
    CHECK(region[63] == std::byte{0});
    region[0] = std::byte{7};
    CHECK(indexes.of("/a/vault.db")->region(1, 64, false) == region);
    CHECK(one->region(2, 64, false) == nullptr);
    CHECK(indexes.of("/b/vault.db")->region(0, 64, false) == nullptr);
    one.reset();
    CHECK(indexes.of("/a/vault.db")->region(0, 64, false) == nullptr); // a new one
}
