#include "support/bytes.h"
#include "support/catch.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "vault/log_copy.h"

#include <filesystem>

using namespace vault;
using tests::TestVault;

namespace fs = std::filesystem;

namespace {

// Copies of the two folders of a closed vault, and putting them back.
struct Copies {
    explicit Copies(const TestVault& place) : folders{place.folders()}
    {
        fs::copy(folders.data, kept.path() / "data", fs::copy_options::recursive);
        fs::copy(folders.keys, kept.path() / "keys", fs::copy_options::recursive);
    }
    void put_back(const fs::path& folder) const
    {
        fs::remove_all(folder);
        fs::copy(kept.path() / folder.filename(), folder, fs::copy_options::recursive);
    }
    Folders folders;
    tests::TemporaryFolder kept;
};

} // namespace

TEST_CASE("Rollback: a database older than the keys folder is refused, and says so", "[vault]")
{
    const bool shredded_since = GENERATE(false, true);
    CAPTURE(shredded_since);
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const Copies old{place};
    place.reopen();
    if (shredded_since)
        REQUIRE(place->close(ticket.guest, ticket.id));
    else
        REQUIRE(place->add_message(ticket.guest,
            {ticket.id, MessageId::random(place.random), false, "one more thing", {}}));
    place.close();
    const Copies now{place};
    old.put_back(place.folders().data);
    const auto opened = place.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == ErrorCode::inconsistent_log);
    CHECK(opened.error().text().find("older") != std::string::npos);
    // The refusal harmed nothing.
    now.put_back(place.folders().data);
    place.reopen();
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE("Rollback: a database of the same length but another history is refused", "[vault]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const Copies fork{place};
    const auto say = [&](std::string_view text) {
        place.reopen();
        REQUIRE(place->add_message(ticket.guest,
            {ticket.id, MessageId::random(place.random), false, std::string{text}, {}}));
        place.close();
    };
    say("yes");
    const Copies yes{place};
    fork.put_back(place.folders().data);
    fork.put_back(place.folders().keys);
    place.clock.advance(1);
    say("no");
    yes.put_back(place.folders().data);
    const auto opened = place.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == ErrorCode::inconsistent_log);
}

TEST_CASE(
    "Rollback: what was shredded stays unreadable with an old database and today's keys", "[vault]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const Copies old{place};
    place.reopen();
    REQUIRE(place->close(ticket.guest, ticket.id));
    place.close();
    old.put_back(place.folders().data);
    // Even where the mark is forged back: no slot holds the root that the old database names.
    fs::copy_file(old.kept.path() / "keys" / "mark", place.folders().keys / "mark",
        fs::copy_options::overwrite_existing);
    const auto opened = place.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().text().find("the key tree is lost") != std::string::npos);
}

TEST_CASE(
    "Rollback: an auditor of the folders is told, and given no old head for a new one", "[vault]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const Copies old{place};
    place.reopen();
    REQUIRE(place->close(ticket.guest, ticket.id));
    place.close();
    const Copies now{place};
    old.put_back(place.folders().data);
    {
        const auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
        REQUIRE(copy);
        const auto verdict = copy->verify({});
        REQUIRE(verdict);
        CHECK_FALSE(verdict->ok);
        CHECK(verdict->fault == AuditFault::cut);
        CHECK(copy->checkpoint().error().code() == ErrorCode::inconsistent_log);
        CHECK(copy->entries({}).error().code() == ErrorCode::inconsistent_log);
        CHECK(copy->replay({}).error().code() == ErrorCode::inconsistent_log);
        CHECK(copy->check_keys().error().code() == ErrorCode::inconsistent_log);
    }
    now.put_back(place.folders().data);
    const auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE(copy);
    const auto newest = copy->verify({});
    CHECK(newest->ok);
    CHECK_FALSE(newest->seen_by_keys);
    CHECK(copy->check_keys());
    const fs::path slots = place.folders().keys / "root.slots";
    const auto told = [&] {
        const auto lost = LogCopy::open(place.folders(), place.custody(), place.world());
        REQUIRE(lost);
        CHECK(lost->check_keys().error().code() == ErrorCode::corrupt);
        const auto verdict = lost->verify({});
        REQUIRE(verdict);
        CHECK_FALSE(verdict->ok);
        CHECK(verdict->fault == AuditFault::inconsistent);
        CHECK(verdict->problem.find("the log holds, but the keys folder") == 0);
    };
    // The root of before the closing: with it alone, what was shredded since could be opened.
    fs::copy_file(
        old.kept.path() / "keys" / "root.slots", slots, fs::copy_options::overwrite_existing);
    told();
    fs::resize_file(slots, 0);
    fs::resize_file(slots, 8192);
    told();
    // Of a vault that runs the keys folder is copied before the data folder: said, since one that was put back looks the same.
    old.put_back(place.folders().keys);
    const auto live = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE(live);
    const auto behind = live->verify({});
    CHECK(behind->ok);
    REQUIRE(behind->seen_by_keys);
    CHECK(*behind->seen_by_keys < behind->entries);
    CHECK_FALSE(live->check_keys());
}
