#include "support/bytes.h"
#include "support/catch.h"
#include "support/file_bytes.h"
#include "support/story.h"
#include "support/test_vault.h"

#include "keys/keys_folder.h"
#include "vault/log_copy.h"
#include "vault/mark_acceptance.h"

#include <filesystem>
#include <fstream>

using namespace vault;
using tests::contents;
using tests::flip;
using tests::TestVault;

namespace fs = std::filesystem;

namespace {

constexpr std::size_t block_bytes = 4096;

fs::path mark_of(const TestVault& place) { return place.folders().keys / "mark"; }

void put(const fs::path& file, const std::string& bytes)
{
    std::ofstream{file, std::ios::binary} << bytes;
}

enum class Which : std::uint8_t { last, before };

// As if the medium had lost all of it.
void lose(const TestVault& place, Which which)
{
    std::string bytes = contents(mark_of(place));
    // The low bytes of the serials tell which block is which, as long as there are few.
    const bool second_is_last = bytes[block_bytes] > bytes[0];
    const std::size_t at = second_is_last == (which == Which::last) ? block_bytes : 0;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), block_bytes, '\x5a');
    put(mark_of(place), bytes);
}

std::vector<std::string> told(Vault& vault)
{
    std::vector<std::string> entries;
    for (const auto& entry : tests::entries_of(vault, "vault.mark_damaged"))
        entries.push_back(entry.json);
    return entries;
}

} // namespace

TEST_CASE(
    "Mark: a bit flipped in any sector is told in the log once, and made good", "[vault][damage]")
{
    TestVault place;
    place.close();
    for (std::size_t sector = 0; sector < 16; ++sector) {
        CAPTURE(sector);
        flip(mark_of(place), 512 * sector + 5 * sector, static_cast<unsigned>(sector % 8));
        {
            const auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
            REQUIRE(copy);
            CHECK_FALSE(copy->mark_is_whole());
            CHECK(copy->verify({})->ok);
        }
        place.reopen();
        CHECK(told(*place).size() == sector + 1);
        CHECK(place->key_status().mark_repaired);
        CHECK(place->readiness().ready);
        place.reopen();
        CHECK(told(*place).size() == sector + 1);
        CHECK_FALSE(place->key_status().mark_repaired);
        place.close();
    }
}

TEST_CASE(
    "Mark: when the last one is lost, a log that goes on after the other shows it is no older",
    "[vault][damage]")
{
    TestVault place;
    (void)tests::submit_guest_ticket(*place, {{}});
    place.close();
    lose(place, Which::last);
    place.reopen();
    REQUIRE(told(*place).size() == 1);
    CHECK(told(*place)[0].find("repaired") != std::string::npos);
    place.reopen();
    CHECK(told(*place).size() == 1);
}

TEST_CASE("Mark: a lost one cannot hide a database of before it", "[vault][damage]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    const tests::TemporaryFolder older;
    fs::copy(place.folders().data, older.path() / "data", fs::copy_options::recursive);
    place.close(); // one entry more, and its mark
    fs::remove_all(place.folders().data);
    fs::copy(older.path() / "data", place.folders().data, fs::copy_options::recursive);
    CHECK(place.try_open().error().text().find("older") != std::string::npos);
    lose(place, Which::last);
    const auto opened = place.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == ErrorCode::inconsistent_log);
    CHECK(opened.error().text().find("accept-mark") != std::string::npos);
    const auto copy = LogCopy::open(place.folders(), place.custody(), place.world());
    REQUIRE(copy);
    CHECK_FALSE(copy->verify({})->ok);
    CHECK(copy->check_age().error().code() == ErrorCode::inconsistent_log);
    CHECK(copy->entries({}).error().code() == ErrorCode::inconsistent_log);
    // What the comparison needs that decides.
    const auto newest = copy->checkpoint();
    REQUIRE(newest);
    CHECK(copy->consistency(1, newest->size));
    CHECK_FALSE(copy->consistency(1, newest->size + 1));
}

TEST_CASE(
    "Mark: what nobody can tell is decided by who compared the log, and told", "[vault][damage]")
{
    TestVault place;
    const auto ticket = tests::submit_guest_ticket(*place, {{}});
    place.close();
    CHECK(accept_mark(place.folders(), place.custody(), place.world()).error().code() ==
          ErrorCode::conflict);
    // The last mark says how long the log is, but not that it is the last.
    lose(place, Which::before);
    REQUIRE(place.try_open().error().code() == ErrorCode::inconsistent_log);
    const auto accepted = accept_mark(place.folders(), place.custody(), place.world());
    REQUIRE(accepted);
    place.reopen();
    CHECK(place->checkpoint()->size > *accepted);
    REQUIRE(told(*place).size() == 1);
    CHECK(told(*place)[0].find("accepted") != std::string::npos);
    CHECK(place->find_credential(ticket.guest, ticket.credentials[0])->state ==
          CredentialState::sealed);
    CHECK(place->verify_audit({})->ok);
}

TEST_CASE(
    "Mark: an acceptance does not serve a database that is known to be older", "[vault][damage]")
{
    TestVault place;
    place.close();
    const std::string older = contents(place.folders().data / "vault.db");
    place.reopen();
    (void)tests::submit_guest_ticket(*place, {{}});
    place.close();
    put(place.folders().data / "vault.db", older);
    lose(place, Which::last);
    CHECK(accept_mark(place.folders(), place.custody(), place.world()).error().code() ==
          ErrorCode::inconsistent_log);
    CHECK(place.try_open().error().text().find("older") != std::string::npos);
}
