#include "keys/slot_key_holder.h"

#include "keys/file_system_kind.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"

#include <cerrno>
#include <map>
#include <optional>
#include <set>

using vault::LiveKey;
using vault::Secret;
using vault::SlotKeyHolder;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

Secret key_of(std::string_view object)
{
    Secret key{32};
    std::size_t at = 0;
    for (auto& byte : key.mutable_bytes())
        byte = static_cast<std::byte>(object[at++ % object.size()]);
    return key;
}

// Plays the database: what was committed when the process died.
struct Ledger {
    std::map<std::uint64_t, std::string> live; // slot to object
    std::set<std::string> dead;                // destroyed or never committed

    [[nodiscard]] std::vector<LiveKey> rows() const
    {
        std::vector<LiveKey> rows;
        for (const auto& [slot, object] : live)
            rows.push_back({{slot}, object});
        return rows;
    }
};

// Batches that put, destroy, roll back and abandon. Stops at the first storage fault, as the engine does: before COMMIT the batch is
// abandoned, after it nothing more is said.
void run_batches(SlotKeyHolder& holder, Ledger& ledger)
{
    for (int batch = 0; batch < 6; ++batch) {
        std::map<std::uint64_t, std::string> fresh;
        for (int i = 0; i < 20; ++i) {
            const std::string object = "crd_" + std::to_string(batch) + "_" + std::to_string(i);
            const std::size_t savepoint = holder.savepoint();
            const auto slot = holder.put(object, key_of(object));
            if (!slot || i % 5 == 4) { // the request rolls back
                ledger.dead.insert(object);
                holder.rollback_to(savepoint);
                continue;
            }
            fresh.emplace(slot->number, object);
        }
        std::set<std::uint64_t> doomed;
        for (const auto& [slot, object] : ledger.live)
            if (slot % 3 == 0) {
                doomed.insert(slot);
                holder.mark_for_destruction({slot});
            }
        const bool prepared = holder.prepare().has_value();
        if (!prepared || batch == 3) { // COMMIT is never reached, or fails cleanly
            for (const auto& [slot, object] : fresh)
                ledger.dead.insert(object);
            holder.abandon();
            if (!prepared)
                return;
            continue;
        }
        for (const auto slot : doomed) { // COMMIT
            ledger.dead.insert(ledger.live.at(slot));
            ledger.live.erase(slot);
        }
        ledger.live.merge(fresh);
        if (!holder.finish())
            return;
    }
}

struct World {
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    Secret wrapping = key_of("wrapping");

    [[nodiscard]] std::unique_ptr<SlotKeyHolder> open()
    {
        auto holder = SlotKeyHolder::open(
            files, folder.path() / "keys.slots", store, wrapping.clone(), random);
        REQUIRE(holder.has_value());
        return std::move(*holder);
    }
};

// After a restart: every committed key opens, no other key is left, and the holder works on.
void check_after_restart(World& world, const Ledger& ledger)
{
    world.files.reset();
    {
        const auto holder = world.open();
        REQUIRE(holder->recover(ledger.rows()).has_value());
    }
    const auto holder = world.open(); // from the file alone
    REQUIRE(holder->live_count() == ledger.live.size());
    for (const auto& [slot, object] : ledger.live) {
        const auto key = holder->open({slot}, object);
        REQUIRE(key.has_value());
        REQUIRE(vault::same_bytes(key->reveal(), key_of(object).reveal()));
    }
    REQUIRE(holder->put("crd_after", key_of("crd_after")).has_value());
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
}

std::uint64_t operations_of_one_run()
{
    World world;
    REQUIRE(
        SlotKeyHolder::create(world.files, world.folder.path() / "keys.slots", store).has_value());
    const auto holder = world.open();
    world.files.reset();
    Ledger ledger;
    run_batches(*holder, ledger);
    return world.files.count();
}

void sweep(int error, bool persistent)
{
    const std::uint64_t total = operations_of_one_run();
    REQUIRE(total > 20);
    // Most operations are the zero blocks of one growth: each of the others is tried, and every 16th of these.
    for (std::uint64_t n = 1; n <= total; n += n < 64 ? 16 : 1) {
        INFO("operation " << n << " of " << total);
        World world;
        REQUIRE(SlotKeyHolder::create(world.files, world.folder.path() / "keys.slots", store)
                .has_value());
        Ledger ledger;
        {
            const auto holder = world.open();
            world.files.reset();
            world.files.fail_at(n, error, persistent);
            run_batches(*holder, ledger);
        }
        check_after_restart(world, ledger);
    }
}

} // namespace

TEST_CASE(
    "SlotKeyHolder: whichever operation fails once, no live key is lost and no dead one stays",
    "[vault]")
{
    sweep(EIO, false);
}

TEST_CASE("SlotKeyHolder: whichever operation is the last the disk takes, no live key is lost and "
          "no dead one stays",
    "[vault]")
{
    sweep(ENOSPC, true);
}

TEST_CASE("SlotKeyHolder: while the disk refuses, a key that ended no longer opens", "[vault]")
{
    World world;
    REQUIRE(
        SlotKeyHolder::create(world.files, world.folder.path() / "keys.slots", store).has_value());
    const auto holder = world.open();
    const auto slot = holder->put("crd_a", key_of("crd_a"));
    REQUIRE(slot.has_value());
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
    holder->mark_for_destruction(*slot);
    REQUIRE(holder->prepare().has_value());
    world.files.fail_at(1, EIO, true);
    REQUIRE_FALSE(holder->finish().has_value());
    CHECK(holder->open(*slot, "crd_a").error().code() == vault::ErrorCode::gone);

    SECTION("and finishing again destroys it once the disk takes it")
    {
        world.files.reset();
        REQUIRE(holder->finish().has_value());
        CHECK(world.open()->live_count() == 0);
    }
}

TEST_CASE("SlotKeyHolder: a torn write of a block harms no neighbour", "[vault]")
{
    World world;
    const auto path = world.folder.path() / "keys.slots";
    REQUIRE(SlotKeyHolder::create(world.files, path, store).has_value());
    const auto read_all = [&path] {
        std::FILE* file = std::fopen(path.c_str(), "rb");
        std::string bytes(std::filesystem::file_size(path), '\0');
        REQUIRE(std::fread(bytes.data(), 1, bytes.size(), file) == bytes.size());
        std::fclose(file);
        return bytes;
    };
    Ledger ledger;
    const auto holder = world.open();
    for (int i = 0; i < 32; ++i) {
        const std::string object = "crd_" + std::to_string(i);
        const auto slot = holder->put(object, key_of(object));
        REQUIRE(slot.has_value());
        ledger.live.emplace(slot->number, object);
    }
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
    const std::string before = read_all();
    std::set<std::uint64_t> doomed;
    for (const auto& [slot, object] : ledger.live)
        if (slot % 2 == 0) {
            doomed.insert(slot);
            holder->mark_for_destruction({slot});
        }
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
    const std::string after = read_all();
    for (const auto slot : doomed)
        ledger.live.erase(slot);
    // Every mixture of old and new 512-byte sectors in the one block that changed.
    for (unsigned mixture = 0; mixture < 256; ++mixture) {
        std::string torn = before;
        for (unsigned sector = 0; sector < 8; ++sector)
            if ((mixture >> sector & 1U) != 0)
                torn.replace(4096 + sector * 512, 512, after, 4096 + sector * 512, 512);
        std::FILE* file = std::fopen(path.c_str(), "r+b");
        REQUIRE(std::fwrite(torn.data(), 1, torn.size(), file) == torn.size());
        std::fclose(file);
        const auto again = world.open();
        REQUIRE(again->recover(ledger.rows()).has_value());
        REQUIRE(again->live_count() == ledger.live.size());
    }
}

TEST_CASE("SlotKeyHolder: only a refusal of O_DIRECT lowers the level, never a fault", "[vault]")
{
    World world;
    const auto path = world.folder.path() / "keys.slots";
    REQUIRE(SlotKeyHolder::create(world.files, path, store).has_value());
    const std::string level{world.open()->level()};
    for (const std::uint64_t n : {1U, 2U}) { // the open, the first read
        world.files.fail_at(n, EIO);
        const auto faulty =
            SlotKeyHolder::open(world.files, path, store, world.wrapping.clone(), world.random);
        REQUIRE_FALSE(faulty.has_value());
        CHECK(faulty.error().code() == vault::ErrorCode::io);
        world.files.reset();
        world.files.fail_at(n, EINVAL);
        const auto lower =
            SlotKeyHolder::open(world.files, path, store, world.wrapping.clone(), world.random);
        REQUIRE(lower.has_value());
        CHECK((*lower)->level() == "L0");
        Ledger ledger;
        run_batches(**lower, ledger);
        check_after_restart(world, ledger);
        CHECK(world.open()->level() == level);
        std::filesystem::remove(path);
        REQUIRE(SlotKeyHolder::create(world.files, path, store).has_value());
    }
}

TEST_CASE("SlotKeyHolder: copy-on-write file systems are told from those that overwrite", "[vault]")
{
    using vault::Overwriting;
    CHECK(vault::overwriting_on(0xef53) == Overwriting::in_place);
    CHECK(vault::overwriting_on(0x58465342) == Overwriting::in_place);
    CHECK(vault::overwriting_on(0x9123683e) == Overwriting::copy_on_write);
    CHECK(vault::overwriting_on(0x2fc12fc1) == Overwriting::copy_on_write);
    CHECK(vault::overwriting_on(0xca451a4e) == Overwriting::copy_on_write);
    CHECK(vault::overwriting_on(0x01021994) == Overwriting::volatile_copy); // tmpfs
    CHECK(vault::overwriting_on(0x794c7630) == Overwriting::volatile_copy); // overlayfs
    CHECK(vault::overwriting_on(0x6969) == Overwriting::volatile_copy);     // NFS
}
