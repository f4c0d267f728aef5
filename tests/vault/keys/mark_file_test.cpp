#include "keys/mark_file.h"

#include "crypto/envelope.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/file_bytes.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"

#include <cerrno>
#include <fstream>

using vault::Mark;
using vault::MarkFile;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

Mark mark_of(std::uint64_t number)
{
    Mark mark{1'700'000'000'000 + number, number, {}};
    mark.log_root.fill(static_cast<std::byte>(number));
    return mark;
}

struct Place {
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    vault::Secret wrapping = vault::random_key(random);
    std::filesystem::path path = folder.path() / "mark";

    Place() { REQUIRE(MarkFile::create(files, path, store, wrapping, mark_of(0))); }
    [[nodiscard]] vault::Expected<MarkFile> open()
    {
        return MarkFile::open(files, path, store, wrapping.clone());
    }
    [[nodiscard]] Mark last()
    {
        const auto file = open();
        REQUIRE(file);
        return file->last();
    }
    // All sectors of a block.
    void spoil(std::size_t block) const
    {
        for (std::size_t sector = 0; sector < 8; ++sector)
            overwrite(4096 * block + 512 * sector + 20, "torn");
    }
    void overwrite(std::size_t at, const std::string& text) const
    {
        std::fstream out{path, std::ios::binary | std::ios::in | std::ios::out};
        out.seekp(static_cast<std::streamoff>(at));
        out << text;
    }
};

} // namespace

TEST_CASE("MarkFile: the last mark written is found again", "[vault]")
{
    Place place;
    CHECK(place.last() == mark_of(0));
    for (std::uint64_t number = 1; number < 6; ++number) {
        auto file = place.open();
        REQUIRE(file);
        REQUIRE(file->write(mark_of(number)));
        CHECK(file->last() == mark_of(number));
        CHECK(place.last() == mark_of(number));
    }
}

TEST_CASE("MarkFile: a block that is lost leaves the mark before it, and is told", "[vault]")
{
    Place place;
    auto file = place.open();
    REQUIRE(file);
    CHECK(file->found() == MarkFile::Found::whole); // the second block was never written
    REQUIRE(file->write(mark_of(1)));               // block 1
    REQUIRE(file->write(mark_of(2)));               // block 0
    CHECK(place.open()->found() == MarkFile::Found::whole);
    place.spoil(0);
    CHECK(place.last() == mark_of(1));
    CHECK(place.open()->found() == MarkFile::Found::lost);
    place.spoil(1);
    const auto lost = place.open();
    REQUIRE(!lost);
    CHECK(lost.error().code() == vault::ErrorCode::corrupt);
}

TEST_CASE("MarkFile: no damaged sector loses a mark, and each is told until two writes", "[vault]")
{
    for (std::size_t sector = 0; sector < 16; ++sector) {
        Place place;
        auto file = place.open();
        REQUIRE(file);
        REQUIRE(file->write(mark_of(1)));
        REQUIRE(file->write(mark_of(2)));
        place.overwrite(512 * sector + 70, "x");
        CAPTURE(sector);
        auto damaged = place.open();
        REQUIRE(damaged);
        CHECK(damaged->last() == mark_of(2));
        CHECK(damaged->found() == MarkFile::Found::spoiled);
        REQUIRE(damaged->write(mark_of(3)));
        REQUIRE(damaged->write(mark_of(4)));
        CHECK(place.open()->found() == MarkFile::Found::whole);
    }
}

TEST_CASE("MarkFile: a write cut off between two sectors is no damage", "[vault]")
{
    for (std::size_t sectors = 0; sectors <= 8; ++sectors) {
        Place place;
        auto file = place.open();
        REQUIRE(file);
        for (std::uint64_t number = 1; number < 4; ++number)
            REQUIRE(file->write(mark_of(number)));
        const std::string before = tests::contents(place.path);
        REQUIRE(file->write(mark_of(4))); // block 0
        place.overwrite(512 * sectors, before.substr(512 * sectors, 4096 - 512 * sectors));
        CAPTURE(sectors);
        CHECK(place.last() == mark_of(sectors == 0 ? 3 : 4));
        CHECK(place.open()->found() == MarkFile::Found::whole);
    }
}

TEST_CASE("MarkFile: an older block in a place of its own or of the other's is no mark", "[vault]")
{
    Place place;
    auto file = place.open();
    REQUIRE(file);
    REQUIRE(file->write(mark_of(1)));
    const std::string first = tests::contents(place.path);
    for (std::uint64_t number = 2; number < 6; ++number)
        REQUIRE(file->write(mark_of(number)));
    place.overwrite(4096, first.substr(4096)); // mark 5 goes back to mark 1
    CHECK(place.last() == mark_of(4));
    CHECK(place.open()->found() == MarkFile::Found::lost);
    place.overwrite(0, first.substr(4096));
    CHECK_FALSE(place.open()->last() == mark_of(4));
    CHECK(place.open()->found() == MarkFile::Found::lost);
}

TEST_CASE("MarkFile: a block of a version that wrote the first sector only is whole", "[vault]")
{
    Place place;
    auto file = place.open();
    REQUIRE(file);
    REQUIRE(file->write(mark_of(1)));
    for (const std::size_t block : {0U, 1U})
        place.overwrite(4096 * block + 512, std::string(4096 - 512, '\0'));
    CHECK(place.last() == mark_of(1));
    CHECK(place.open()->found() == MarkFile::Found::whole);
}

TEST_CASE("MarkFile: who lacks the wrapping key cannot move the mark", "[vault]")
{
    Place place;
    for (std::size_t sector = 0; sector < 8; ++sector)
        place.overwrite(512 * sector + 8, std::string(8, '\0'));
    CHECK(!place.open());
    Place other;
    other.wrapping = vault::random_key(other.random);
    CHECK(!other.open());
}

TEST_CASE("MarkFile: whichever operation fails, the mark before or the new one holds", "[vault]")
{
    bool finished = false;
    for (std::uint64_t n = 1; !finished; ++n) {
        Place place;
        std::uint64_t reported = 0;
        place.files.fail_at(n, EIO);
        if (auto file = place.open())
            for (std::uint64_t number = 1; number < 4 && file->write(mark_of(number)); ++number)
                reported = number;
        place.files.reset();
        INFO("operation " << n);
        CHECK(place.last() == mark_of(reported));
        finished = reported == 3;
        REQUIRE(n < 50);
    }
}
