#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/temporary_folder.h"
#include "support/test_vault.h"

#include "engine/folder_pair.h"

#include <cerrno>
#include <filesystem>
#include <string>

using namespace vault;
using tests::flip;
using tests::TestVault;

namespace fs = std::filesystem;

namespace {

// Longer than a page, so that it has pages of its own.
NewMessage long_message(TestVault& place, const TicketId& ticket)
{
    return {.ticket = ticket,
        .id = MessageId::random(place.random),
        .body = std::string(30'000, 'x'),
        .credentials = {}};
}

} // namespace

TEST_CASE("Damage: who met a page that fails keeps nobody from the others", "[vault][damage]")
{
    TestVault place;
    const auto damaged = tests::submit_guest_ticket(*place, {{}});
    REQUIRE(place->add_message(damaged.guest, long_message(place, damaged.id)).has_value());
    const auto sound = tests::submit_guest_ticket(*place, {{}});
    place.close();
    const tests::TemporaryFolder kept;
    const auto all = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    fs::copy(place.folder.path(), kept.path(), all);
    const fs::path file = database_file(place.folders());
    constexpr std::uint64_t page = 4096;
    std::size_t met = 0;
    for (std::uint64_t at = page; at < fs::file_size(file); at += page) {
        fs::copy(kept.path(), place.folder.path(), all);
        flip(file, at + 700);
        const auto vault = place.try_open();
        // Pages that are anybody's are looked at above.
        if (!vault || !(*vault)->read_ticket(sound.guest, sound.id) ||
            (*vault)->read_ticket(damaged.guest, damaged.id))
            continue;
        CAPTURE(at);
        ++met;
        for (int again = 0; again < 8; ++again)
            CHECK((*vault)->read_ticket(sound.guest, sound.id).has_value());
        CHECK(
            (*vault)->read_ticket(damaged.guest, damaged.id).error().code() == ErrorCode::corrupt);
        CHECK_FALSE((*vault)->readiness().ready);
        CHECK((*vault)->shred(sound.guest, sound.credentials[0], Cause::requested).has_value());
    }
    CHECK(met > 3);
}

TEST_CASE("Fault: a page that cannot be read for a while keeps nothing from its end for good",
    "[vault][damage]")
{
    TestVault place;
    const auto first = tests::submit_guest_ticket(*place, {{}});
    REQUIRE(place->add_message(first.guest, long_message(place, first.id)).has_value());
    std::vector<tests::GuestTicket> tickets;
    for (int n = 0; n < 40; ++n)
        tickets.push_back(tests::submit_guest_ticket(*place, {{}, {}, {}}));
    place.close();
    const std::uint64_t pages = fs::file_size(database_file(place.folders())) / 4096;
    const tests::TemporaryFolder kept;
    const auto all = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
    fs::copy(place.folder.path(), kept.path(), all);
    const Instant begun = place.clock.now();
    std::size_t some = 0;
    for (std::uint64_t page = pages / 2; page < pages; page += 3) {
        fs::copy(kept.path(), place.folder.path(), all);
        place.clock.turn(begun.ms - place.clock.now().ms);
        const auto vault = place.try_open();
        REQUIRE(vault.has_value());
        place.files.set_hook([page](std::uint64_t, const FileAccess& access) {
            const bool bad = access.op == FileOp::read && access.path.extension() == ".db" &&
                             access.offset == page * 4096;
            return bad ? EIO : 0;
        });
        place.clock.advance(2LL * 3600 * 1000);
        const bool ended = (*vault)->run_due().has_value();
        place.files.reset();
        place.files.set_hook({});
        CAPTURE(page);
        some += ended ? 0U : 1U; // nobody needs some pages
        REQUIRE_FALSE((*vault)->readiness().stopped);
        REQUIRE((*vault)->run_due().has_value());
        // What is destroyed and not certified yet is tried again with the next write.
        REQUIRE(
            (*vault)->shred(first.guest, first.credentials[0], Cause::requested).error().code() ==
            ErrorCode::gone);
        REQUIRE((*vault)->add_message(first.guest, long_message(place, first.id)).has_value());
        for (const tests::GuestTicket& ticket : tickets)
            for (const CredentialId& id : ticket.credentials)
                REQUIRE((*vault)->find_credential(ticket.guest, id)->state ==
                        CredentialState::shredded);
    }
    CHECK(some > 0);
}

TEST_CASE("Fault: a page that could not be read once is read the next time", "[vault][damage]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}, {}});
    place.reopen();
    place.files.count_only([](const FileAccess& access) {
        return access.op == FileOp::read && access.path.extension() == ".db";
    });
    std::size_t refused = 0;
    for (int n = 0; n < 8; ++n) {
        place.files.fail_at(1, EIO);
        refused += place->read_ticket(ticket.guest, ticket.id) ? 0U : 1U;
        refused += place->add_message(ticket.guest, long_message(place, ticket.id)) ? 0U : 1U;
    }
    CHECK(refused > 0);
    place.files.reset();
    CHECK(place->run_due().has_value()); // the shredder met one, too
    CHECK(place->readiness().problem == "");
    CHECK(place->read_ticket(ticket.guest, ticket.id).has_value());
    CHECK(place->add_message(ticket.guest, long_message(place, ticket.id)).has_value());
}
