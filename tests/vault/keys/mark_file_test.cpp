#include "keys/mark_file.h"

#include "crypto/envelope.h"
#include "support/catch.h"
#include "support/failing_files.h"
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

TEST_CASE("MarkFile: a torn write leaves the mark before it", "[vault]")
{
    Place place;
    auto file = place.open();
    REQUIRE(file);
    REQUIRE(file->write(mark_of(1))); // block 1
    REQUIRE(file->write(mark_of(2))); // block 0
    place.overwrite(20, "torn");
    CHECK(place.last() == mark_of(1));
    place.overwrite(4096 + 20, "torn");
    const auto lost = place.open();
    REQUIRE(!lost);
    CHECK(lost.error().code() == vault::ErrorCode::corrupt);
}

TEST_CASE("MarkFile: who lacks the wrapping key cannot move the mark", "[vault]")
{
    Place place;
    place.overwrite(8, std::string(8, '\0'));
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
