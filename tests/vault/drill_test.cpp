#include "vault/key_drill.h"

#include "key_tree/key_tree.h"
#include "keys/keys_folder.h"
#include "store/gated_vfs.h"
#include "store/statement.h"
#include "store/transaction.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/tampered_database.h"
#include "support/test_vault.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace vault;
using tests::TestVault;

namespace {

// A closed vault with three credentials, one of them shredded.
struct Drilled {
    TestVault place;
    tests::GuestTicket ticket;

    Drilled() : ticket{tests::submit_guest_ticket(*place, {{}, {}, {}})}
    {
        REQUIRE(place->shred(ticket.guest, ticket.credentials[1], Cause::revoked).has_value());
        place.close();
    }
    [[nodiscard]] KeyDrill drill()
    {
        auto done = drill_keys(place.folders(), place.custody(), place.world());
        REQUIRE(done.has_value());
        return *done;
    }
    // Changes the closed vault's database from outside: what no code of the vault does.
    void tamper(const std::function<void(Database&, OpenedKeys&)>& work)
    {
        tests::ClosedDatabase closed{place};
        work(closed.database, closed.keys);
    }
};

// Copies the live root into the slot that should be zero.
void keep_old_root(const std::filesystem::path& keys)
{
    std::string content(8192, '\0');
    std::fstream file{keys / "root.slots", std::ios::in | std::ios::out | std::ios::binary};
    file.read(content.data(), 8192);
    const bool first_lives = content.find_first_not_of('\0') < 4096;
    file.seekp(first_lives ? 4096 : 0);
    file.write(content.data() + (first_lives ? 0 : 4096), 4096);
}

} // namespace

TEST_CASE("Drill: every live key opens, no dead one does, and no key belongs to nothing",
    "[vault][drill]")
{
    Drilled of;
    const KeyDrill drill = of.drill();
    CHECK(drill.ok());
    CHECK(drill.keys == 6); // two of the guest, two of the ticket, two credentials
    CHECK(drill.dead == 1);
    CHECK(drill.live == 2);
    CHECK(drill.owed == 0);
    of.place.reopen(); // nothing was changed
    CHECK(of.place->verify_audit({})->ok);
    CHECK(drill_keys(of.place.folders(), of.place.custody(), of.place.world()).error().code() ==
          ErrorCode::in_use);
}

TEST_CASE("Drill: a row that says shredded while its key opens is found", "[vault][drill]")
{
    Drilled of;
    of.tamper([](Database& database, OpenedKeys&) {
        database.run("UPDATE credential SET state = 'shredded' WHERE state = 'sealed'");
    });
    const KeyDrill drill = of.drill();
    CHECK_FALSE(drill.ok());
    CHECK(drill.recovered == 2);
}

TEST_CASE("Drill: a live row whose key is another's or nowhere is found", "[vault][drill]")
{
    Drilled of;
    of.tamper([](Database& database, OpenedKeys&) {
        database.run("UPDATE credential SET key_leaf = 1000000 WHERE position ="
                     " (SELECT min(position) FROM credential WHERE state = 'sealed')");
    });
    const KeyDrill drill = of.drill();
    CHECK_FALSE(drill.ok());
    CHECK(drill.lost == 1);
    CHECK(drill.unnamed == 1);
    of.tamper([](Database& database, OpenedKeys&) {
        database.run("UPDATE credential SET commitment = x'00' WHERE state = 'sealed'");
    });
    CHECK(of.drill().lost == 2);
}

TEST_CASE("Drill: a root that stayed in its slot is found", "[vault][drill]")
{
    Drilled of;
    keep_old_root(of.place.folders().keys);
    const KeyDrill drill = of.drill();
    CHECK(drill.old_root);
    CHECK_FALSE(drill.ok());
    of.place.reopen();
    of.place.close();
    CHECK(of.drill().ok()); // a start zeroes it
}

TEST_CASE("Drill: on a vault that is served, while others write and shred", "[vault][drill]")
{
    Drilled of;
    of.place.reopen();
    const Actor auditor = of.place.add_user(Role::auditor, "ines@example.com");
    const Actor agent = of.place.add_user(Role::agent, "anna@example.com");
    CHECK(of.place->drill_keys(agent).error().code() == ErrorCode::forbidden);
    std::atomic<bool> over{false};
    std::thread customer{[&] {
        while (!over) {
            const auto made = tests::submit_guest_ticket(*of.place, {{}, {}});
            static_cast<void>(
                of.place->shred(made.guest, made.credentials[0], Cause::requested).has_value());
        }
    }};
    std::uint64_t dead = 0;
    for (int n = 0; n < 20; ++n) {
        const auto drill = of.place->drill_keys(auditor);
        REQUIRE(drill.has_value());
        CHECK(drill->ok());
        CHECK(drill->dead >= dead);
        dead = drill->dead;
    }
    over = true;
    customer.join();
    CHECK(dead > 1);
    CHECK(tests::count_entries(*of.place, "keys.drilled", auditor.person.to_string()) == 20);
    // What lies on the disk is read, not what the vault remembers.
    keep_old_root(of.place.folders().keys);
    const auto drill = of.place->drill_keys(auditor);
    REQUIRE(drill.has_value());
    CHECK(drill->old_root);
    CHECK_FALSE(drill->ok());
}
