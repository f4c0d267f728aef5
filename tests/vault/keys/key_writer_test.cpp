// The game of key_tree_game_test.cpp, played over the writer's protocol: batches that commit, that are taken back, that die at each of their
// steps, and slots that cannot be written. The other side keeps every version of every node and, at any time, both slots as they lie on the disk.
#include "key_tree/key_writer.h"

#include "store/gated_vfs.h"
#include "store/migrations.h"
#include "store/tables.h"
#include "store/transaction.h"
#include "support/bytes.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/key_adversary.h"
#include "support/node_history.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>

using namespace vault;
using tests::Adversary;
using tests::text_of;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

// How far a batch comes.
enum class Fate : std::uint8_t {
    committed,
    abandoned,
    dies_before_commit,
    dies_after_commit,
    slot_refuses,      // the new root cannot be written; later it can
    slot_refuses_dies, // the same, and the process dies before it is tried again
    erasing_fails,     // the old root cannot be erased at first
    erasing_fails_dies,
};
constexpr std::array fates{Fate::committed, Fate::abandoned, Fate::dies_before_commit,
    Fate::dies_after_commit, Fate::slot_refuses, Fate::slot_refuses_dies, Fate::erasing_fails,
    Fate::erasing_fails_dies};

struct Place {
    explicit Place(std::uint64_t seed = 1) : random{seed}
    {
        const Secret root = random_key(random);
        REQUIRE(RootSlots::create(files, path(), store, wrapping, root, random));
        WriteTransaction transaction{database};
        KeyTree{tables.nodes, store, random}.create(root);
        REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
        start();
    }
    [[nodiscard]] std::filesystem::path path() const { return folder.path() / "root.slots"; }
    [[nodiscard]] Database& migrated()
    {
        database.run("PRAGMA synchronous = OFF"); // nothing here dies with the machine
        migrate(database);
        return database;
    }

    // What a start of the process does; what there was before is dead.
    void start()
    {
        keys.reset();
        slots.reset();
        auto opened = RootSlots::open(files, path(), store, wrapping.clone(), random);
        REQUIRE(opened);
        slots.emplace(std::move(*opened));
        roots = std::make_unique<LiveRoots>();
        keys.emplace(database, tables.nodes, tables.leaves, *slots, *roots, store, random);
        REQUIRE(keys->recover());
        if (!lazy)
            settle();
    }
    void settle()
    {
        REQUIRE(keys->finish());
        while (keys->owes() || keys->may_leak()) {
            WriteTransaction transaction{database};
            REQUIRE(keys->prepare());
            history.give_to(adversary);
            REQUIRE(transaction.commit() == WriteTransaction::Committed::yes);
            REQUIRE(keys->finish());
        }
    }
    void refuse_slots(bool refuse)
    {
        if (!refuse)
            return files.reset();
        files.set_hook([](std::uint64_t, const FileAccess& access) {
            return access.op == FileOp::write && access.path.filename() == "root.slots" ? EIO : 0;
        });
    }

    using Put = std::map<std::uint64_t, std::string>;
    Put put_some(std::size_t count, std::uint64_t streams)
    {
        Put made;
        for (std::size_t n = 0; n < count; ++n) {
            const Secret key = random_key(random);
            const LeafStream stream{static_cast<std::int64_t>(dice() % streams)};
            made[keys->put(stream, key).number] = text_of(key);
        }
        return made;
    }
    std::vector<std::uint64_t> mark_some()
    {
        std::vector<std::uint64_t> marked;
        for (const auto& [leaf, key] : live)
            if (dice() % 100 < 8) {
                keys->mark_for_destruction({leaf});
                marked.push_back(leaf);
            }
        return marked;
    }
    void batch(Fate fate)
    {
        std::optional<WriteTransaction> transaction;
        transaction.emplace(database);
        const Put made = put_some(dice() % 7, 9);
        const auto marked = mark_some();
        refuse_slots(fate == Fate::slot_refuses || fate == Fate::slot_refuses_dies);
        REQUIRE(keys->prepare());
        history.give_to(adversary);
        if (fate == Fate::abandoned || fate == Fate::dies_before_commit) {
            transaction.reset();
            for (const auto& [leaf, key] : made)
                dead.insert(key);
            if (fate == Fate::abandoned) {
                keys->abandon();
                return settle();
            }
            return start();
        }
        REQUIRE(transaction->commit() == WriteTransaction::Committed::yes);
        transaction.reset();
        live.insert(made.begin(), made.end());
        for (const std::uint64_t leaf : marked)
            if (const auto node = live.extract(leaf))
                dead.insert(node.mapped());
        if (fate == Fate::dies_after_commit)
            return start();
        refuse_slots(fate == Fate::erasing_fails || fate == Fate::erasing_fails_dies ||
                     fate == Fate::slot_refuses || fate == Fate::slot_refuses_dies);
        const bool finished = keys->finish().has_value() && !keys->owes();
        CHECK(finished == (marked.empty() || fate == Fate::committed));
        refuse_slots(false);
        if (fate == Fate::slot_refuses_dies || fate == Fate::erasing_fails_dies)
            return start();
        settle();
    }

    // Dead keys the other side has, with whatever lies in the slots; live ones that do not open.
    struct Score {
        std::ptrdiff_t recovered;
        std::ptrdiff_t lost;
        friend bool operator==(const Score&, const Score&) = default;
    };
    [[nodiscard]] Score score()
    {
        std::set<std::string> found;
        for (const std::string& root : roots_on_disk())
            found.merge(adversary.reach(root, store, Adversary::Effort::by_place));
        return {std::ranges::count_if(
                    dead, [&](const std::string& key) { return found.contains(key); }),
            std::ranges::count_if(live, [&](const auto& leaf) {
                const auto key = keys->open({leaf.first});
                return !key || text_of(*key) != leaf.second || !found.contains(leaf.second);
            })};
    }
    // Every root in the file, by any of its sectors.
    [[nodiscard]] std::set<std::string> roots_on_disk() const
    {
        constexpr std::size_t envelope = 3 + 24 + 32 + 16;
        std::ifstream in{path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        std::set<std::string> found;
        for (std::size_t at = 0; at + 512 <= bytes.size(); at += 512) {
            Binding binding{store, store, "root"};
            binding.terms = bytes.substr(at + envelope, 32);
            if (const auto root = open_secret(
                    std::as_bytes(std::span{bytes}).subspan(at, envelope), wrapping, binding))
                found.insert(text_of(*root));
        }
        return found;
    }

    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    std::mt19937_64 dice{1};
    Secret wrapping = random_key(random);
    GatedVfs vfs{files};
    Database database{vfs, folder.path() / "tree.db", random_key(random), Database::Mode::create};
    Tables tables{migrated()};
    tests::NodeHistory history{database};
    std::optional<RootSlots> slots;
    std::unique_ptr<LiveRoots> roots;
    std::optional<KeyWriter> keys;
    bool lazy = false; // sabotage: what a start owes is never done

    Adversary adversary;
    Put live;
    std::set<std::string> dead;
};

} // namespace

TEST_CASE("KeyWriter: whatever interrupts a batch, no dead key is reachable and no live one lost",
    "[vault]")
{
    const std::uint64_t seed = GENERATE(1U, 2U, 3U);
    Place place{seed};
    place.dice.seed(seed);
    for (int round = 0; round < 40; ++round) {
        place.batch(fates[place.dice() % fates.size()]);
        if (round % 8 == 7)
            REQUIRE(place.score() == Place::Score{0, 0});
    }
    CHECK(place.roots_on_disk().size() == 1);
    CHECK(place.dead.size() > 20); // so that it was a game
    CHECK(place.live.size() > 20);
}

TEST_CASE(
    "KeyWriter: a start that leaves what it owes undone leaks aborted keys, and the game sees it",
    "[vault]")
{
    const bool sabotaged = GENERATE(false, true);
    Place place;
    place.batch(Fate::committed);
    place.lazy = sabotaged;
    while (place.dead.empty())
        place.batch(Fate::dies_before_commit);
    CHECK((place.score().recovered > 0) == sabotaged);
}

TEST_CASE("KeyWriter: new buckets begun in vain leak no key after a start, however many there were",
    "[vault]")
{
    const bool sabotaged = GENERATE(false, true);
    // The next bucket below the top itself, as the first below a node that is not there yet, and below one that is.
    const std::int64_t before = GENERATE(3, 120, 130);
    CAPTURE(sabotaged, before);
    Place place;
    for (const auto& [hours, dies] : {std::pair{before, false}, std::pair{before + 400, true}}) {
        std::optional<WriteTransaction> transaction;
        transaction.emplace(place.database);
        for (std::int64_t hour = dies ? before : 0; hour < hours; ++hour) {
            const Secret key = random_key(place.random);
            const KeyLeaf leaf = place.keys->put({1000 + hour}, key);
            if (dies)
                place.dead.insert(text_of(key));
            else
                place.live[leaf.number] = text_of(key);
        }
        REQUIRE(place.keys->prepare());
        place.history.give_to(place.adversary);
        if (!dies) {
            // Those hours have passed, so that only the path of the next bucket leads to where the new ones hang.
            place.tables.leaves.close_before({2000});
            REQUIRE(transaction->commit() == WriteTransaction::Committed::yes);
            REQUIRE(place.keys->finish());
        }
    }
    place.lazy = sabotaged;
    place.start();
    CHECK(place.score() == Place::Score{sabotaged ? 400 : 0, 0});
}

TEST_CASE("KeyWriter: an old root left in its slot leaks, and the game sees it", "[vault]")
{
    Place place;
    while (place.live.size() < 20)
        place.batch(Fate::committed);
    // As if the erasing had only been claimed.
    std::ifstream in{place.path(), std::ios::binary};
    const std::string before{std::istreambuf_iterator<char>{in}, {}};
    const std::size_t old_slot = before.find_first_not_of('\0') < 4096 ? 0 : 4096;
    const auto dead = place.dead.size();
    while (place.dead.size() == dead)
        place.batch(Fate::committed);
    CHECK(place.score() == Place::Score{0, 0});
    std::fstream out{place.path(), std::ios::binary | std::ios::in | std::ios::out};
    out.seekp(static_cast<std::streamoff>(old_slot));
    out << before.substr(old_slot, 4096);
    out.close();
    CHECK(place.roots_on_disk().size() == 2);
    CHECK(place.score().recovered > 0);
}

TEST_CASE("KeyWriter: a key put in the transaction opens at once, and not after it was taken back",
    "[vault]")
{
    Place place;
    WriteTransaction transaction{place.database};
    const Secret kept = random_key(place.random);
    const KeyLeaf first = place.keys->put(LeafStream::tickets(), kept);
    const std::size_t mark = place.keys->savepoint();
    KeyLeaf second;
    {
        Savepoint request{place.database};
        second = place.keys->put(LeafStream::tickets(), random_key(place.random));
        CHECK(place.keys->open(second));
        place.keys->rollback_to(mark);
        request.roll_back();
    }
    CHECK(text_of(place.keys->open(first).value()) == text_of(kept));
    CHECK(place.keys->open(second).error().code() == ErrorCode::gone);
    // Its number is free again.
    CHECK(place.keys->put(LeafStream::tickets(), random_key(place.random)) == second);
}

TEST_CASE("KeyWriter: keys that end in the same hour share buckets, others do not", "[vault]")
{
    Place place;
    WriteTransaction transaction{place.database};
    std::map<std::int64_t, std::set<std::uint64_t>> buckets;
    for (int n = 0; n < 300; ++n)
        for (const std::int64_t hour : {500'000, 500'001}) {
            const LeafStream stream = LeafStream::ending({hour * 3'600'000 + n});
            buckets[hour].insert(
                place.keys->put(stream, random_key(place.random)).number / KeyNode::fan_out);
        }
    CHECK(buckets[500'000].size() == 3);
    CHECK(buckets[500'001].size() == 3);
    buckets[500'000].merge(buckets[500'001]);
    CHECK(buckets[500'000].size() == 6);
}

TEST_CASE("LeafTable: an hour that has passed has no open bucket, and a late key gets a new one",
    "[vault]")
{
    Place place;
    WriteTransaction transaction{place.database};
    LeafTable& leaves = place.tables.leaves;
    const KeyLeaf person = leaves.take(LeafStream::persons());
    const KeyLeaf ticket = leaves.take(LeafStream::tickets());
    const KeyLeaf passed = leaves.take({500});
    const KeyLeaf open = leaves.take({501});
    leaves.close_before({501});
    CHECK(leaves.open_buckets() ==
          std::vector<std::uint64_t>{person.number, ticket.number, open.number});
    CHECK(leaves.take({501}).number == open.number + 1);
    CHECK(leaves.take({500}).number / KeyNode::fan_out != passed.number / KeyNode::fan_out);
    CHECK(leaves.take(LeafStream::persons()).number == person.number + 1);
}
