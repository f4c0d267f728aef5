#include "key_tree/key_tree.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/tree_place.h"

#include <map>
#include <random>
#include <set>
#include <vector>

using tests::text_of;
using tests::TreePlace;
using vault::ErrorCode;
using vault::KeyTree;
using vault::NodePlace;
using vault::Secret;

namespace {

struct Place : TreePlace {
    using TreePlace::TreePlace;

    std::string insert(std::uint64_t leaf)
    {
        const Secret key = vault::random_key(random);
        REQUIRE(put(leaf, key));
        return text_of(key);
    }
    [[nodiscard]] std::string read(std::uint64_t leaf) const
    {
        const auto found = key(leaf);
        REQUIRE(found);
        return text_of(*found);
    }
    [[nodiscard]] ErrorCode refused(std::uint64_t leaf) const
    {
        const auto found = key(leaf);
        REQUIRE(!found);
        return found.error().code();
    }
    std::size_t shred(const std::vector<std::uint64_t>& leaves)
    {
        auto done = tree.shred(root, leaves);
        REQUIRE(done);
        root = std::move(done->key);
        return done->ended;
    }
    [[nodiscard]] vault::Bytes row(NodePlace at) const { return nodes.find(at).value(); }
};

// Nodes that a tree of these leaves is made of: their ancestors, and the top.
std::size_t nodes_needed(const std::map<std::uint64_t, std::string>& live, std::uint32_t levels)
{
    std::set<NodePlace> needed{{levels - 1, 0}};
    for (const auto& [leaf, key] : live) {
        std::uint64_t index = leaf;
        for (std::uint32_t level = 0; level < levels; ++level)
            needed.insert({level, index /= 120});
    }
    return needed.size();
}

} // namespace

TEST_CASE("KeyTree: an insert rewrites one bucket under the key it has", "[vault]")
{
    Place place;
    const std::string far = place.insert(500);
    const std::string first = place.insert(3);
    const auto top = place.row({1, 0});
    const auto bucket = place.row({0, 0});
    const auto other = place.row({0, 4});
    const std::string second = place.insert(119);
    CHECK(place.row({1, 0}) == top);
    CHECK(place.row({0, 4}) == other);
    const auto rewritten = place.row({0, 0});
    CHECK(!std::equal(bucket.begin(), bucket.begin() + 24, rewritten.begin()));
    const auto opened_top = vault::KeyNode::open(top, place.root, place.store, {1, 0});
    REQUIRE(opened_top);
    CHECK(vault::KeyNode::open(bucket, opened_top->key(0), place.store, {0, 0}));
    CHECK(vault::KeyNode::open(rewritten, opened_top->key(0), place.store, {0, 0}));
    CHECK(place.read(3) == first);
    CHECK(place.read(119) == second);
    CHECK(place.read(500) == far);
    CHECK(place.refused(4) == ErrorCode::gone);
    CHECK(place.refused(14'399) == ErrorCode::gone);
    CHECK(place.refused(14'400) == ErrorCode::gone);
}

TEST_CASE("KeyTree: a shred ends its leaves under a new root that the database names", "[vault]")
{
    Place place;
    place.insert(1);
    const std::string kept = place.insert(2);
    place.insert(700);
    place.insert(14'400);
    const Secret old = place.root.clone();
    const std::vector<std::uint64_t> ended{700, 1, 1, 5, 99'999'999'999};
    auto done = place.tree.shred(old, ended);
    REQUIRE(done);
    CHECK(done->ended == 2);
    CHECK(done->commitment == vault::root_commitment(done->key, place.store));
    CHECK(place.nodes.tree()->root == done->commitment);
    vault::KeyPath path;
    CHECK(place.tree.key(old, 2, path).error().code() == ErrorCode::corrupt);
    CHECK(place.tree.check(old).error().code() == ErrorCode::corrupt);
    CHECK(place.tree.check(done->key));
    place.root = std::move(done->key);
    CHECK(place.read(2) == kept);
    CHECK(place.refused(1) == ErrorCode::gone);
    CHECK(place.refused(700) == ErrorCode::gone);
    CHECK(!place.nodes.find({0, 5})); // its last leaf ended
    const std::string again = place.insert(700);
    CHECK(place.read(700) == again);
}

TEST_CASE("KeyTree: an empty set gives a new root, and the last leaf leaves a top", "[vault]")
{
    Place place;
    place.insert(20'000);
    const std::string before = text_of(place.root);
    CHECK(place.shred({}) == 0);
    CHECK(text_of(place.root) != before);
    CHECK(place.shred({20'000}) == 1);
    CHECK(place.nodes.count() == 1);
    CHECK(place.tree.check(place.root));
    CHECK(place.shred({20'000}) == 0);
    // An empty top is not carried along when the tree grows.
    const std::string key = place.insert(120ULL * 120 * 120);
    CHECK(place.read(120ULL * 120 * 120) == key);
    CHECK(place.nodes.count() == 4);
}

TEST_CASE("KeyTree: a number above the tree's height names no leaf below it", "[vault]")
{
    Place place;
    const std::string low = place.insert(5);
    CHECK(place.refused(125) == ErrorCode::gone);
    CHECK(place.shred({125, 14'405, ~std::uint64_t{0} / 120 * 120 + 5}) == 0);
    CHECK(place.read(5) == low);
    CHECK(place.nodes.tree()->levels == 1);
}

TEST_CASE("KeyTree: renew re-keys every node of a path and ends nothing", "[vault]")
{
    Place place;
    const std::string key = place.insert(14'401);
    const std::string other = place.insert(121);
    const auto bucket = place.row({0, 120});
    const auto aside = place.row({0, 1});
    const auto path_key = [&](std::uint32_t level) {
        auto top = vault::KeyNode::open(place.row({2, 0}), place.root, place.store, {2, 0});
        auto middle = vault::KeyNode::open(place.row({1, 1}), top->key(1), place.store, {1, 1});
        return text_of(level == 1 ? top->key(1) : middle->key(0));
    };
    const std::string middle_before = path_key(1);
    const std::string bucket_before = path_key(0);
    auto done = place.tree.shred(place.root, {}, std::vector<std::uint64_t>{14'401});
    REQUIRE(done);
    CHECK(done->ended == 0);
    place.root = std::move(done->key);
    CHECK(path_key(1) != middle_before);
    CHECK(path_key(0) != bucket_before);
    CHECK(place.row({0, 120}) != bucket);
    CHECK(place.row({0, 1}) == aside);
    CHECK(place.read(14'401) == key);
    CHECK(place.read(121) == other);
}

TEST_CASE("KeyTree: a number in use is a conflict and one beyond the last is invalid", "[vault]")
{
    Place place;
    const std::string key = place.insert(7);
    const auto before = place.row({0, 0});
    const Secret other = vault::random_key(place.random);
    CHECK(place.put(7, other).error().code() == ErrorCode::conflict);
    CHECK(place.row({0, 0}) == before);
    CHECK(place.put(KeyTree::leaves_max, other).error().code() == ErrorCode::invalid);
    const std::string last = place.insert(KeyTree::leaves_max - 1);
    CHECK(place.read(KeyTree::leaves_max - 1) == last);
    CHECK(place.read(7) == key);
    CHECK(place.nodes.tree()->levels == KeyTree::levels_max);
    CHECK(place.refused(~std::uint64_t{0}) == ErrorCode::gone);
    CHECK(place.shred({KeyTree::leaves_max - 1, KeyTree::leaves_max, 7}) == 2);
}

TEST_CASE("KeyTree: a savepoint taken back takes back shred, insert and growth", "[vault]")
{
    Place place;
    const std::string kept = place.insert(5);
    vault::Savepoint request{place.database};
    place.insert(300'000);
    auto lost = place.tree.shred(place.root, std::vector<std::uint64_t>{5});
    REQUIRE(lost);
    request.roll_back();
    CHECK(place.read(5) == kept);
    CHECK(place.refused(300'000) == ErrorCode::gone);
    CHECK(place.tree.check(lost->key).error().code() == ErrorCode::corrupt);
    CHECK(place.nodes.count() == 1);
}

TEST_CASE("KeyTree: nodes exchanged or missing are corrupt to read, insert and shred", "[vault]")
{
    Place place;
    place.insert(0);
    place.insert(120);
    place.nodes.put({0, 0}, place.row({0, 1}));
    CHECK(place.refused(0) == ErrorCode::corrupt);
    place.nodes.remove({0, 0});
    CHECK(place.refused(0) == ErrorCode::corrupt);
    const Secret key = vault::random_key(place.random);
    CHECK(place.put(1, key).error().code() == ErrorCode::corrupt);
    CHECK(place.tree.shred(place.root, std::vector<std::uint64_t>{0}).error().code() ==
          ErrorCode::corrupt);
    place.nodes.remove({1, 0});
    CHECK(place.tree.check(place.root).error().code() == ErrorCode::corrupt);
}

TEST_CASE("KeyTree: random inserts and shreds agree with a map, node for node", "[vault]")
{
    const std::uint64_t seed = GENERATE(1U, 2U);
    Place place{seed};
    std::mt19937_64 dice{seed};
    std::size_t most = 0;
    std::map<std::uint64_t, std::string> live;
    std::set<std::uint64_t> dead;
    std::uint64_t range = 100;
    for (int step = 1; step <= 140; ++step) {
        if (step % 24 == 0)
            range *= 120; // so that the tree grows four times while it is in use
        for (auto count = dice() % 12; count > 0; --count) {
            // Half of them close together.
            const std::uint64_t leaf = dice() % (dice() % 2 == 0 ? range : std::min(range, 400UL));
            if (!live.contains(leaf))
                live[leaf] = place.insert(leaf);
            dead.erase(leaf);
        }
        most = std::max(most, live.size());
        std::vector<std::uint64_t> ended;
        for (const auto& [leaf, key] : live)
            if (dice() % 100 < (step % 10 == 0 ? 60U : 3U))
                ended.push_back(leaf);
        std::ranges::shuffle(ended, dice);
        if (!ended.empty())
            REQUIRE(place.shred(ended) == ended.size());
        for (const std::uint64_t leaf : ended) {
            live.erase(leaf);
            dead.insert(leaf);
        }
        if (step % 8 != 0)
            continue;
        REQUIRE(place.nodes.count() == nodes_needed(live, place.nodes.tree()->levels));
        for (const auto& [leaf, key] : live)
            REQUIRE(place.read(leaf) == key);
        for (const std::uint64_t leaf : dead)
            REQUIRE(place.refused(leaf) == ErrorCode::gone);
    }
    CHECK(place.nodes.tree()->levels == 6);
    CHECK(most > 60);
}
