#include "keys/root_slots.h"

#include "crypto/envelope.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>

using vault::RootSlots;
using vault::Secret;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

struct Place {
    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    Secret wrapping = vault::random_key(random);
    std::filesystem::path path = folder.path() / "root.slots";

    void create(const Secret& root)
    {
        REQUIRE(RootSlots::create(files, path, store, wrapping, root, random));
    }
    [[nodiscard]] vault::Expected<RootSlots> open()
    {
        return RootSlots::open(files, path, store, wrapping.clone(), random);
    }
    // What a later start finds under the root's name.
    [[nodiscard]] bool holds(const Secret& root)
    {
        auto slots = open();
        REQUIRE(slots);
        const auto found = slots->adopt(vault::root_commitment(root, store));
        return found && vault::same_bytes(found->reveal(), root.reveal());
    }
    [[nodiscard]] std::string bytes() const
    {
        std::ifstream in{path, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void overwrite(std::size_t at, const std::string& text) const
    {
        std::fstream out{path, std::ios::binary | std::ios::in | std::ios::out};
        out.seekp(static_cast<std::streamoff>(at));
        out << text;
    }
};

} // namespace

TEST_CASE("RootSlots: after a change of root only the new one is in the file", "[vault]")
{
    Place place;
    const Secret first = vault::random_key(place.random);
    const Secret second = vault::random_key(place.random);
    place.create(first);
    CHECK(place.bytes().size() == 8192);
    {
        auto slots = place.open();
        REQUIRE(slots);
        REQUIRE(slots->adopt(vault::root_commitment(first, store)));
        REQUIRE(slots->prepare(second));
        CHECK(place.holds(first)); // the database has not decided yet
        CHECK(place.holds(second));
        slots->commit();
        REQUIRE(slots->erase_other());
    }
    CHECK(!place.holds(first));
    CHECK(place.holds(second));
    CHECK(place.bytes().substr(0, 4096) == std::string(4096, '\0'));
}

TEST_CASE("RootSlots: one whole sector of a torn write is enough", "[vault]")
{
    Place place;
    const Secret root = vault::random_key(place.random);
    place.create(root);
    for (std::size_t sector = 0; sector < 7; ++sector)
        place.overwrite(sector * 512, std::string(512, '\xa5'));
    CHECK(place.holds(root));
    place.overwrite(7 * 512 + 30, std::string(1, '\xa5'));
    CHECK(!place.holds(root));
}

TEST_CASE("RootSlots: a slot opens only under its vault, its wrapping key and its name", "[vault]")
{
    Place place;
    const Secret root = vault::random_key(place.random);
    const Secret other = vault::random_key(place.random);
    place.create(root);
    CHECK(!place.holds(other));
    const auto name = vault::root_commitment(other, store);
    for (std::size_t sector = 0; sector < 8; ++sector)
        place.overwrite(sector * 512 + 75,
            std::string{reinterpret_cast<const char*>(name.data()), name.size()});
    CHECK(!place.holds(root));
    CHECK(!place.holds(other));

    Place foreign;
    foreign.create(root);
    foreign.wrapping = vault::random_key(foreign.random);
    CHECK(!foreign.holds(root));
}

TEST_CASE("RootSlots: a file of another size is refused", "[vault]")
{
    Place place;
    place.create(vault::random_key(place.random));
    std::filesystem::resize_file(place.path, 4096);
    const auto slots = place.open();
    REQUIRE(!slots);
    CHECK(slots.error().code() == vault::ErrorCode::corrupt);
}

// Which root the database names decides; whichever operation fails, that root is found afterwards, and once the erasure has been
// reported done the old one never is.
TEST_CASE("RootSlots: whichever operation fails, the root the database names is there", "[vault]")
{
    bool finished = false;
    for (std::uint64_t n = 1; !finished; ++n) {
        Place place;
        Secret live = vault::random_key(place.random);
        place.create(live);
        std::optional<Secret> old;
        bool erased = false;
        place.files.fail_at(n, EIO);
        if (auto slots = place.open(); slots && slots->adopt(vault::root_commitment(live, store))) {
            Secret fresh = vault::random_key(place.random);
            if (slots->prepare(fresh)) {
                slots->commit();
                old = std::move(live);
                live = std::move(fresh);
                erased = slots->erase_other().has_value();
                finished = erased;
            }
        }
        place.files.reset();
        INFO("operation " << n);
        CHECK(place.holds(live));
        if (erased)
            CHECK(!place.holds(*old));
        if (old && !erased) { // the next start does it again
            auto slots = place.open();
            REQUIRE(slots);
            REQUIRE(slots->adopt(vault::root_commitment(live, store)));
            REQUIRE(slots->erase_other());
            CHECK(!place.holds(*old));
        }
        REQUIRE(n < 50);
    }
}
