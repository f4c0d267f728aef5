#include "support/bytes.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"

#include "vault/vault.h"

#include <cerrno>
#include <fstream>
#include <sys/stat.h>

using vault::Custody;
using vault::ErrorCode;

namespace {

struct Place {
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    tests::ManualClock clock;

    [[nodiscard]] vault::World world() { return {clock, random, files}; }
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "custody.key"; }
    void write(std::string_view text) const
    {
        std::ofstream out{file(), std::ios::binary | std::ios::trunc};
        out << text;
    }
};

const std::string good_key = "tvck1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"; // bytes 0 to 31

} // namespace

TEST_CASE("Custody file: a created key file reads back and only its owner may", "[vault]")
{
    Place place;
    REQUIRE(vault::create_custody_file(place.file(), place.world()).has_value());
    const auto custody =
        vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world());
    REQUIRE(custody.has_value());
    CHECK(custody->material.size() == 32);
    struct stat facts{};
    REQUIRE(::stat(place.file().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("Custody file: an existing one is never overwritten", "[vault]")
{
    Place place;
    place.write(good_key);
    const auto created = vault::create_custody_file(place.file(), place.world());
    REQUIRE_FALSE(created.has_value());
    CHECK(created.error().code() == ErrorCode::conflict);
    CHECK(
        vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world()).has_value());
}

TEST_CASE("Custody file: half a key file is not left behind", "[vault]")
{
    for (const std::uint64_t n : {2U, 3U}) { // the write, the sync
        Place place;
        place.files.fail_at(n, ENOSPC);
        CHECK_FALSE(vault::create_custody_file(place.file(), place.world()).has_value());
        CHECK_FALSE(std::filesystem::exists(place.file()));
    }
}

TEST_CASE("Custody file: a key is one line of a fixed form", "[vault]")
{
    Place place;
    for (const std::string& end : {std::string{}, std::string{"\n"}, std::string{"\r\n"}}) {
        place.write(good_key + end);
        const auto custody =
            vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world());
        REQUIRE(custody.has_value());
        CHECK(custody->material.reveal()[31] == std::byte{31});
    }
    for (const std::string& bad : {std::string{}, std::string{"\n"}, good_key.substr(1),
             good_key.substr(0, 48), good_key + "A", good_key + "=", good_key + "\n" + good_key,
             "tvck2_" + good_key.substr(6), good_key.substr(0, 48) + "9",
             good_key.substr(0, 20) + "+" + good_key.substr(21), " " + good_key, good_key + " "}) {
        place.write(bad);
        const auto custody =
            vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world());
        REQUIRE_FALSE(custody.has_value());
        CHECK(custody.error().code() == ErrorCode::invalid);
        // What stands in the file is nobody's to print.
        CHECK(custody.error().to_string().find("AAEC") == std::string::npos);
    }
}

TEST_CASE("Custody file: a passphrase is one line, spaces and all", "[vault]")
{
    Place place;
    place.write(" a quiet river at noon \n");
    const auto custody =
        vault::read_custody_file(place.file(), Custody::Kind::passphrase, place.world());
    REQUIRE(custody.has_value());
    CHECK(tests::text_of(custody->material) == " a quiet river at noon ");
    place.write("one\ntwo\n");
    CHECK(vault::read_custody_file(place.file(), Custody::Kind::passphrase, place.world())
              .error()
              .code() == ErrorCode::invalid);
}

TEST_CASE("Custody file: missing, unreadable and oversized ones are told apart", "[vault]")
{
    Place place;
    CHECK(vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world())
              .error()
              .code() == ErrorCode::missing);
    place.write(std::string(5000, 'a'));
    CHECK(vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world())
              .error()
              .code() == ErrorCode::invalid);
    place.write(good_key);
    place.files.fail_at(1, EACCES);
    CHECK(vault::read_custody_file(place.file(), Custody::Kind::key_file, place.world())
              .error()
              .code() == ErrorCode::unavailable);
}
