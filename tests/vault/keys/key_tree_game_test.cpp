// The game of vault.md's proof in small: the other side keeps every version of every node ever written, those of transactions that were
// taken back included, and the root key the slots hold now.
#include "key_tree/key_tree.h"

#include "support/bytes.h"
#include "support/catch.h"
#include "support/key_adversary.h"
#include "support/node_history.h"
#include "support/tree_place.h"

#include <map>
#include <random>
#include <set>
#include <vector>

using tests::Adversary;
using tests::secret_of;
using tests::text_of;
using tests::TreePlace;
using vault::KeyNode;
using vault::NodePlace;
using vault::Secret;

namespace {

struct Game : TreePlace {
    explicit Game(std::uint64_t seed = 1) : TreePlace{seed} { commit(); }

    void begin() { transaction.emplace(database); }
    void commit()
    {
        history.give_to(adversary);
        REQUIRE(transaction->commit() == vault::WriteTransaction::Committed::yes);
        transaction.reset();
    }
    void take_back()
    {
        history.give_to(adversary);
        transaction.reset();
    }
    std::string insert(std::uint64_t leaf)
    {
        const Secret key = vault::random_key(random);
        REQUIRE(put(leaf, key));
        return live[leaf] = text_of(key);
    }
    void shred(const std::vector<std::uint64_t>& leaves)
    {
        auto done = tree.shred(root, leaves);
        REQUIRE(done);
        root = std::move(done->key);
        for (const std::uint64_t leaf : leaves)
            if (const auto node = live.extract(leaf))
                dead.insert(node.mapped());
    }
    void renew(const std::vector<std::uint64_t>& leaves)
    {
        auto done = tree.shred(root, {}, leaves);
        REQUIRE(done);
        root = std::move(done->key);
    }
    // The key each node on the way to `leaf` lies under, from the bucket up; the last is the root.
    [[nodiscard]] std::vector<std::string> path_keys(std::uint64_t leaf) const
    {
        std::vector<std::string> keys{text_of(root)};
        for (NodePlace at{nodes.tree()->levels - 1, 0}; at.level > 0;) {
            const auto node = KeyNode::open(*nodes.find(at), secret_of(keys.front()), store, at);
            REQUIRE(node);
            std::uint64_t below = leaf;
            for (std::uint32_t level = 0; level < at.level; ++level)
                below /= KeyNode::fan_out;
            keys.insert(keys.begin(), text_of(node->key(below % KeyNode::fan_out)));
            at = {at.level - 1, below};
        }
        return keys;
    }
    // A shred in which the nodes at these levels are not re-keyed; the leaf's bucket must hold another.
    void shred_keeping(std::uint64_t leaf, const std::set<std::size_t>& kept)
    {
        const auto keys = path_keys(leaf);
        for (std::size_t level = 0; level < keys.size(); ++level)
            random.choose(kept.contains(level) ? std::optional{keys[level]} : std::nullopt);
        shred({leaf});
        REQUIRE(random.all_drawn());
    }

    // How many dead keys the other side has, and how many live ones nobody has.
    struct Score {
        std::ptrdiff_t recovered;
        std::ptrdiff_t lost;
        friend bool operator==(const Score&, const Score&) = default;
    };
    [[nodiscard]] Score score(Adversary::Effort effort = Adversary::Effort::everywhere)
    {
        const auto found = adversary.reach(text_of(root), store, effort);
        return {std::ranges::count_if(
                    dead, [&](const std::string& key) { return found.contains(key); }),
            std::ranges::count_if(live, [&](const auto& leaf) {
                const auto opened = key(leaf.first);
                return !opened || text_of(*opened) != leaf.second || !found.contains(leaf.second);
            })};
    }

    tests::NodeHistory history{database};
    Adversary adversary;
    std::map<std::uint64_t, std::string> live;
    std::set<std::string> dead;
};

struct Play {
    Game& game;
    std::mt19937_64& dice;
    std::uint64_t range;

    std::vector<std::uint64_t> insert_some()
    {
        std::vector<std::uint64_t> made;
        for (auto count = dice() % 6; count > 0; --count) {
            const std::uint64_t leaf = dice() % (dice() % 2 == 0 ? range : std::min(range, 300UL));
            if (game.live.contains(leaf))
                continue;
            game.insert(leaf);
            made.push_back(leaf);
        }
        return made;
    }
    void shred_some()
    {
        std::vector<std::uint64_t> ended;
        for (const auto& [leaf, key] : game.live)
            if (dice() % 100 < 6)
                ended.push_back(leaf);
        game.shred(ended);
    }
    void step()
    {
        game.begin();
        insert_some();
        if (dice() % 2 == 0)
            shred_some(); // perhaps of what was inserted a moment ago
        if (dice() % 3 == 0)
            insert_some();
        game.commit();
    }
    // Inserts, perhaps a shred, then not committed: the keys inserted count as dead, what was shredded lives.
    void step_taken_back()
    {
        const Secret root = game.root.clone();
        const auto live = game.live;
        const auto dead = game.dead;
        game.begin();
        const auto used = insert_some();
        std::set<std::string> aborted;
        for (const std::uint64_t leaf : used)
            aborted.insert(game.live[leaf]);
        if (dice() % 2 == 0)
            shred_some();
        game.take_back();
        game.root = root.clone();
        game.live = live;
        game.dead = dead;
        game.dead.merge(aborted);
        game.begin();
        game.renew(used);
        game.commit();
    }
};

} // namespace

TEST_CASE("KeyTree: no dead key is reachable and no live one lost in all history", "[vault]")
{
    const std::uint64_t seed = GENERATE(3U, 4U);
    Game game{seed};
    std::mt19937_64 dice{seed};
    Play play{game, dice, 100};
    for (int step = 1; step <= 154; ++step) {
        if (step % 28 == 0)
            play.range *= 120;
        if (dice() % 6 == 0)
            play.step_taken_back();
        else
            play.step();
        if (step % 14 != 0)
            continue;
        REQUIRE(game.score(Adversary::Effort::by_place) == Game::Score{0, 0});
    }
    CHECK(game.score() == Game::Score{0, 0});
    // So that it was a game.
    CHECK(game.dead.size() > 100);
    CHECK(game.live.size() > 30);
    CHECK(game.adversary.versions() > 1000);
    CHECK(game.nodes.tree()->levels == 6);
}

TEST_CASE("KeyTree: a level that is not re-keyed leaks, and the game sees it", "[vault]")
{
    struct Variant {
        const char* name;
        std::set<std::size_t> kept;
        bool leaks;
    };
    const auto variant = GENERATE(values<Variant>({
        {"every level re-keyed", {}, false},
        {"the bucket not", {0}, true},
        {"the level above the bucket not", {1}, true},
        {"the old root kept", {2}, true},
        {"bucket only", {1, 2}, true},
        {"no re-key", {0, 1, 2}, true},
    }));
    CAPTURE(variant.name);
    Game game;
    game.begin();
    for (const std::uint64_t bucket : {0U, 1U, 2U, 120U, 121U, 260U})
        for (std::uint64_t leaf = 0; leaf < 5; ++leaf)
            game.insert(bucket * KeyNode::fan_out + leaf);
    game.shred({}); // what was inserted under the first root is no leak
    for (const std::uint64_t bucket : {0U, 1U, 2U, 120U, 121U, 260U})
        for (std::uint64_t leaf = 1; leaf < 4; ++leaf)
            game.shred_keeping(bucket * KeyNode::fan_out + leaf, variant.kept);
    game.commit();
    CHECK(game.dead.size() == 18);
    CHECK(game.score() == Game::Score{variant.leaks ? 18 : 0, 0});
}

TEST_CASE("KeyTree: a key inserted in vain leaks until its path is renewed", "[vault]")
{
    // In a bucket there is, in one to be made, below a top to be made.
    const std::uint64_t leaf = GENERATE(6U, 130U, 14'405U);
    Game game;
    game.begin();
    game.insert(5);
    game.insert(700);
    game.commit();
    game.begin();
    game.dead.insert(game.insert(leaf));
    game.live.erase(leaf);
    game.take_back();
    CHECK(game.score() == Game::Score{1, 0});
    game.begin();
    game.renew({leaf});
    game.commit();
    CHECK(game.score() == Game::Score{0, 0});
}

TEST_CASE("KeyTree: an old top left under the root's key leaks after growth", "[vault]")
{
    const bool sabotaged = GENERATE(false, true);
    Game game;
    game.begin();
    game.insert(5);
    game.insert(121);
    if (sabotaged) {
        game.random.choose(std::nullopt); // the leaf's own key
        game.random.choose(text_of(game.root));
    }
    game.insert(14'405);
    REQUIRE(game.random.all_drawn());
    game.insert(14'406);
    game.shred({14'405});
    game.commit();
    CHECK(game.score() == Game::Score{sabotaged ? 1 : 0, 0});
}
