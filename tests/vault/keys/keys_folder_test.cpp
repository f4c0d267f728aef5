#include "keys/keys_folder.h"

#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using vault::Custody;
using vault::ErrorCode;
using vault::Secret;

namespace {

namespace fs = std::filesystem;

struct Place {
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    tests::ManualClock clock;

    [[nodiscard]] vault::World world() { return {clock, random, files}; }
    [[nodiscard]] fs::path keys() const { return folder.path() / "keys"; }
};

Custody key_custody(char fill = 'k')
{
    return {Custody::Kind::key_file, Secret::copy_of(std::string(32, fill))};
}

Custody passphrase_custody(std::string_view text)
{
    return {Custody::Kind::passphrase, Secret::copy_of(text)};
}

std::string read(const fs::path& path)
{
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write(const fs::path& path, const std::string& bytes)
{
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << bytes;
}

ErrorCode code_of(Place& place, const Custody& custody)
{
    const auto opened = vault::open_keys_folder(place.keys(), custody, place.world());
    REQUIRE_FALSE(opened.has_value());
    return opened.error().code();
}

} // namespace

TEST_CASE(
    "KeysFolder: what was created opens with the same custody key and the same keys", "[vault]")
{
    Place place;
    const auto store = vault::create_keys_folder(
        place.keys(), key_custody(), "vault.example.com/tickets", place.world());
    REQUIRE(store.has_value());
    const auto first = vault::open_keys_folder(place.keys(), key_custody(), place.world());
    const auto second = vault::open_keys_folder(place.keys(), key_custody(), place.world());
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK(first->store == store->store);
    CHECK(first->origin == "vault.example.com/tickets");
    CHECK(vault::same_bytes(first->database_key.reveal(), second->database_key.reveal()));
    CHECK(vault::same_bytes(first->audit_seed.reveal(), second->audit_seed.reveal()));
    CHECK(vault::same_bytes(first->index_key.reveal(), second->index_key.reveal()));
    CHECK_FALSE(vault::same_bytes(first->index_key.reveal(), second->database_key.reveal()));
}

TEST_CASE("KeysFolder: only its owner can read it", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    struct stat facts{};
    REQUIRE(::stat(place.keys().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
    for (const auto& entry : fs::directory_iterator{place.keys()}) {
        REQUIRE(::stat(entry.path().c_str(), &facts) == 0);
        INFO(entry.path().filename());
        CHECK((facts.st_mode & 0777) == 0600);
    }
}

TEST_CASE("KeysFolder: another custody key or kind does not open it", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    CHECK(code_of(place, key_custody('x')) == ErrorCode::wrong_key);
    CHECK(code_of(place, passphrase_custody("a quiet river at noon")) == ErrorCode::wrong_key);
}

TEST_CASE("KeysFolder: a passphrase opens it, another does not", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(
        place.keys(), passphrase_custody("a quiet river at noon"), "a", place.world())
            .has_value());
    CHECK(vault::open_keys_folder(
        place.keys(), passphrase_custody("a quiet river at noon"), place.world())
            .has_value());
    CHECK(code_of(place, passphrase_custody("a quiet river at nine")) == ErrorCode::wrong_key);
    CHECK(vault::custody_kind({place.folder.path() / "data", place.keys()}, place.world()) ==
          Custody::Kind::passphrase);
}

TEST_CASE("KeysFolder: a second vault in the same folder is refused", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    const auto again = vault::create_keys_folder(place.keys(), key_custody(), "a", place.world());
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().code() == ErrorCode::conflict);
    CHECK(vault::open_keys_folder(place.keys(), key_custody(), place.world()).has_value());
}

TEST_CASE("KeysFolder: keys without vault.json are a damaged vault, never overwritten", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    {
        auto opened = vault::open_keys_folder(place.keys(), key_custody(), place.world());
        REQUIRE(opened->mark.write({1, 1, {}}).has_value());
    }
    fs::remove(place.keys() / "vault.json");
    CHECK(code_of(place, key_custody()) == ErrorCode::missing);
    CHECK(
        vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).error().code() ==
        ErrorCode::conflict);
}

TEST_CASE("KeysFolder: the file that is missing or damaged is named", "[vault]")
{
    Place place;
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    const auto told = [&] {
        return vault::open_keys_folder(place.keys(), key_custody(), place.world()).error();
    };
    for (const std::string name :
        {"vault.json", "database.key", "audit.key", "index.key", "root.slots", "mark"}) {
        INFO(name);
        const auto path = place.keys() / name;
        const std::string whole = read(path);
        fs::remove(path);
        CHECK(told().code() == ErrorCode::missing);
        CHECK(told().to_string().find(name) != std::string::npos);
        for (const std::string& damaged : {std::string{}, whole + std::string(8192, 'x')}) {
            write(path, damaged);
            CHECK(told().code() == ErrorCode::corrupt);
            CHECK(told().to_string().find(name) != std::string::npos);
        }
        fs::remove(path);
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0); // nobody waits at it
        CHECK_FALSE(told().to_string().empty());
        fs::remove(path);
        write(path, whole);
    }
    CHECK(vault::open_keys_folder(place.keys(), key_custody(), place.world()).has_value());
}

TEST_CASE("KeysFolder: any flipped byte in its small files is found", "[vault]")
{
    Place place;
    REQUIRE(
        vault::create_keys_folder(place.keys(), key_custody(), "vault.example.com", place.world())
            .has_value());
    for (const char* name : {"vault.json", "database.key", "audit.key", "index.key"}) {
        const auto path = place.keys() / name;
        const std::string whole = read(path);
        REQUIRE_FALSE(whole.empty());
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x04);
            write(path, changed);
            INFO(name << " byte " << at);
            REQUIRE(code_of(place, key_custody()) == ErrorCode::corrupt);
        }
        write(path, whole.substr(0, whole.size() - 1));
        CHECK(code_of(place, key_custody()) == ErrorCode::corrupt);
        write(path, whole);
    }
    CHECK(vault::open_keys_folder(place.keys(), key_custody(), place.world()).has_value());
}

TEST_CASE("KeysFolder: a missing file is said to be missing", "[vault]")
{
    Place place;
    CHECK(code_of(place, key_custody()) == ErrorCode::missing);
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    for (const char* name :
        {"vault.json", "database.key", "audit.key", "index.key", "root.slots", "mark"}) {
        const auto path = place.keys() / name;
        const std::string whole = read(path);
        fs::remove(path);
        INFO(name);
        CHECK(code_of(place, key_custody()) == ErrorCode::missing);
        write(path, whole);
    }
}

TEST_CASE(
    "KeysFolder: a file of another vault is refused, even under the same custody key", "[vault]")
{
    Place place;
    Place other;
    tests::FixedRandom other_random{2};
    REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
    REQUIRE(vault::create_keys_folder(
        other.keys(), key_custody(), "a", {other.clock, other_random, other.files})
            .has_value());
    for (const char* name : {"database.key", "audit.key", "index.key", "mark"}) {
        const auto path = place.keys() / name;
        const std::string own = read(path);
        write(path, read(other.keys() / name));
        INFO(name);
        CHECK(code_of(place, key_custody()) == ErrorCode::corrupt);
        write(path, own);
    }
}

TEST_CASE("KeysFolder: origins that could forge a line of a checkpoint are refused", "[vault]")
{
    Place place;
    for (const std::string& origin : {std::string{}, std::string{"a b"}, std::string{"a\nb"},
             std::string{"A"}, std::string{"a+b"}, std::string(101, 'a')}) {
        const auto created =
            vault::create_keys_folder(place.keys(), key_custody(), origin, place.world());
        REQUIRE_FALSE(created.has_value());
        CHECK(created.error().code() == ErrorCode::invalid);
    }
    CHECK_FALSE(fs::exists(place.keys()));
}

TEST_CASE(
    "KeysFolder: whichever operation of creating fails, there is no vault and creating again works",
    "[vault]")
{
    std::uint64_t total = 0;
    {
        Place place;
        REQUIRE(
            vault::create_keys_folder(place.keys(), key_custody(), "a", place.world()).has_value());
        total = place.files.count();
    }
    REQUIRE(total > 20);
    for (std::uint64_t n = 1; n <= total; ++n)
        for (const int error : {EIO, ENOSPC, EACCES}) {
            INFO("operation " << n << " of " << total << " error " << error);
            Place place;
            place.files.fail_at(n, error, true);
            const auto created =
                vault::create_keys_folder(place.keys(), key_custody(), "a", place.world());
            REQUIRE_FALSE(created.has_value());
            place.files.reset();
            if (n == total) // the very last step makes the name of a complete vault durable
                continue;
            REQUIRE(code_of(place, key_custody()) == ErrorCode::missing);
            REQUIRE(vault::create_keys_folder(place.keys(), key_custody(), "a", place.world())
                    .has_value());
            REQUIRE(
                vault::open_keys_folder(place.keys(), key_custody(), place.world()).has_value());
        }
}
