#include "keys/slot_key_holder.h"

#include "crypto/envelope.h"
#include "support/bytes.h"
#include "support/catch.h"
#include "support/failing_files.h"
#include "support/fixed_random.h"
#include "support/temporary_folder.h"

#include <cerrno>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using vault::ErrorCode;
using vault::KeySlot;
using vault::LiveKey;
using vault::Secret;
using vault::SlotKeyHolder;

namespace {

const std::string store = "vlt_0123456789abcdefghjkmnpqrs";

// One file of keys, opened again as often as a test likes.
struct Place {
    Place()
    {
        REQUIRE(SlotKeyHolder::create(files, path(), store).has_value());
        random.fill(wrapping.mutable_bytes());
    }
    [[nodiscard]] std::filesystem::path path() const { return folder.path() / "keys.slots"; }
    [[nodiscard]] vault::Expected<std::unique_ptr<SlotKeyHolder>> try_open()
    {
        return SlotKeyHolder::open(files, path(), store, wrapping.clone(), random);
    }
    [[nodiscard]] std::unique_ptr<SlotKeyHolder> open()
    {
        auto holder = try_open();
        REQUIRE(holder.has_value());
        return std::move(*holder);
    }
    [[nodiscard]] std::string content() const
    {
        std::ifstream in{path(), std::ios::binary};
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    [[nodiscard]] std::string record(KeySlot slot) const
    {
        return content().substr(4096 + slot.number * 128, 128);
    }
    void flip(std::size_t offset)
    {
        std::fstream file{path(), std::ios::binary | std::ios::in | std::ios::out};
        file.seekg(static_cast<std::streamoff>(offset));
        const char byte = static_cast<char>(file.get() ^ 0x10);
        file.seekp(static_cast<std::streamoff>(offset));
        file.put(byte);
    }

    tests::TemporaryFolder folder;
    tests::FailingFiles files;
    tests::FixedRandom random;
    Secret wrapping{32};
};

Secret key_of(std::string_view object)
{
    Secret key{32};
    std::size_t at = 0;
    for (auto& byte : key.mutable_bytes())
        byte = static_cast<std::byte>(object[at++ % object.size()]);
    return key;
}

KeySlot put(SlotKeyHolder& holder, std::string_view object)
{
    const auto slot = holder.put(object, key_of(object));
    REQUIRE(slot.has_value());
    return *slot;
}

KeySlot put_durably(SlotKeyHolder& holder, std::string_view object)
{
    const KeySlot slot = put(holder, object);
    REQUIRE(holder.prepare().has_value());
    REQUIRE(holder.finish().has_value());
    return slot;
}

bool opens(const SlotKeyHolder& holder, KeySlot slot, std::string_view object)
{
    const auto key = holder.open(slot, object);
    return key && vault::same_bytes(key->reveal(), key_of(object).reveal());
}

ErrorCode code_of_open(const SlotKeyHolder& holder, KeySlot slot, std::string_view object)
{
    const auto key = holder.open(slot, object);
    REQUIRE_FALSE(key.has_value());
    return key.error().code();
}

bool is_zero(const std::string& bytes)
{
    return bytes.find_first_not_of('\0') == std::string::npos;
}

} // namespace

TEST_CASE(
    "SlotKeyHolder: a finished key opens again after a restart, and only for its object", "[vault]")
{
    Place place;
    KeySlot slot;
    {
        const auto holder = place.open();
        slot = put_durably(*holder, "crd_a");
        CHECK(holder->live_count() == 1);
    }
    const auto holder = place.open();
    CHECK(opens(*holder, slot, "crd_a"));
    CHECK(code_of_open(*holder, slot, "crd_b") == ErrorCode::corrupt);
    CHECK(code_of_open(*holder, {slot.number + 1}, "crd_a") == ErrorCode::gone);
    CHECK(code_of_open(*holder, {1'000'000'000}, "crd_a") == ErrorCode::gone);
}

TEST_CASE("SlotKeyHolder: a record moved to another slot does not open", "[vault]")
{
    Place place;
    const KeySlot slot = put_durably(*place.open(), "crd_a");
    const std::string record = place.record(slot);
    {
        std::fstream file{place.path(), std::ios::binary | std::ios::in | std::ios::out};
        file.seekp(static_cast<std::streamoff>(4096 + (slot.number + 1) * 128));
        file << record;
    }
    CHECK(code_of_open(*place.open(), {slot.number + 1}, "crd_a") == ErrorCode::corrupt);
}

TEST_CASE("SlotKeyHolder: any flipped byte of a record is found", "[vault]")
{
    Place place;
    const KeySlot slot = put_durably(*place.open(), "crd_a");
    for (std::size_t at = 0; at < 128; ++at) {
        const std::size_t offset = 4096 + slot.number * 128 + at;
        place.flip(offset);
        INFO("byte " << at);
        REQUIRE(code_of_open(*place.open(), slot, "crd_a") == ErrorCode::corrupt);
        place.flip(offset);
    }
    CHECK(opens(*place.open(), slot, "crd_a"));
}

TEST_CASE("SlotKeyHolder: a destroyed key's record is nowhere in the file", "[vault]")
{
    Place place;
    const auto holder = place.open();
    const KeySlot first = put_durably(*holder, "crd_a");
    const KeySlot second = put_durably(*holder, "crd_b");
    const std::string wrapped = place.record(first).substr(25, 48);
    REQUIRE(place.content().find(wrapped) != std::string::npos);

    holder->mark_for_destruction(first);
    REQUIRE(holder->prepare().has_value());
    CHECK(opens(*holder, first, "crd_a")); // not before the commit
    REQUIRE(holder->finish().has_value());

    CHECK(code_of_open(*holder, first, "crd_a") == ErrorCode::gone);
    CHECK(opens(*holder, second, "crd_b"));
    CHECK(place.content().find(wrapped) == std::string::npos);
    CHECK(is_zero(place.record(first)));
    CHECK(holder->live_count() == 1);
}

TEST_CASE("SlotKeyHolder: abandoned after prepare, a new key is destroyed and a marked one lives",
    "[vault]")
{
    Place place;
    const auto holder = place.open();
    const KeySlot old = put_durably(*holder, "crd_old");
    const KeySlot fresh = put(*holder, "crd_new");
    holder->mark_for_destruction(old);
    REQUIRE(holder->prepare().has_value());
    REQUIRE_FALSE(is_zero(place.record(fresh)));
    holder->abandon();
    CHECK(is_zero(place.record(fresh)));
    CHECK(code_of_open(*holder, fresh, "crd_new") == ErrorCode::gone);
    CHECK(opens(*holder, old, "crd_old"));
    CHECK(holder->live_count() == 1);
}

TEST_CASE(
    "SlotKeyHolder: rolling back to a savepoint takes back only what came after it", "[vault]")
{
    Place place;
    const auto holder = place.open();
    const KeySlot old = put_durably(*holder, "crd_old");
    const KeySlot kept = put(*holder, "crd_kept");
    const auto savepoint = holder->savepoint();
    const KeySlot dropped = put(*holder, "crd_dropped");
    holder->mark_for_destruction(old);
    holder->rollback_to(savepoint);
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
    CHECK(opens(*holder, old, "crd_old"));
    CHECK(opens(*holder, kept, "crd_kept"));
    CHECK(code_of_open(*holder, dropped, "crd_dropped") == ErrorCode::gone);
    CHECK(is_zero(place.record(dropped)));
}

TEST_CASE("SlotKeyHolder: marking a key twice frees its slot once", "[vault]")
{
    Place place;
    const auto holder = place.open();
    const KeySlot slot = put_durably(*holder, "crd_a");
    for (int i = 0; i < 2; ++i) {
        holder->mark_for_destruction(slot);
        holder->mark_for_destruction(slot);
        REQUIRE(holder->prepare().has_value());
        REQUIRE(holder->finish().has_value());
    }
    CHECK(put(*holder, "crd_b") != put(*holder, "crd_c"));
}

TEST_CASE("SlotKeyHolder: recovery destroys keys the database never heard of", "[vault]")
{
    Place place;
    KeySlot known;
    KeySlot orphan;
    {
        const auto holder = place.open();
        known = put_durably(*holder, "crd_known");
        orphan = put(*holder, "crd_orphan");
        REQUIRE(holder->prepare().has_value());
    } // the process dies before COMMIT
    REQUIRE_FALSE(is_zero(place.record(orphan)));
    const auto holder = place.open();
    const std::vector<LiveKey> live{{known, "crd_known"}};
    REQUIRE(holder->recover(live).has_value());
    CHECK(is_zero(place.record(orphan)));
    CHECK(opens(*holder, known, "crd_known"));
    CHECK(holder->live_count() == 1);
}

TEST_CASE("SlotKeyHolder: recovery with a live key missing destroys nothing", "[vault]")
{
    Place place;
    const auto holder = place.open();
    const KeySlot slot = put_durably(*holder, "crd_a");
    const std::vector<LiveKey> live{{{slot.number + 1}, "crd_b"}};
    const auto recovered = holder->recover(live);
    REQUIRE_FALSE(recovered.has_value());
    CHECK(recovered.error().code() == ErrorCode::corrupt);
    CHECK(opens(*holder, slot, "crd_a"));
    CHECK_FALSE(is_zero(place.record(slot)));
}

TEST_CASE("SlotKeyHolder: thousands of keys get slots of their own", "[vault]")
{
    Place place;
    const auto holder = place.open();
    std::map<std::uint64_t, std::string> slots;
    for (int i = 0; i < 5000; ++i) {
        const std::string object = "crd_" + std::to_string(i);
        REQUIRE(slots.emplace(put(*holder, object).number, object).second);
    }
    REQUIRE(holder->prepare().has_value());
    REQUIRE(holder->finish().has_value());
    const auto again = place.open();
    CHECK(again->live_count() == 5000);
    for (const auto& [slot, object] : slots)
        REQUIRE(opens(*again, {slot}, object));
}

TEST_CASE("SlotKeyHolder: one write per touched block", "[vault]")
{
    Place place;
    const auto holder = place.open();
    static_cast<void>(put_durably(*holder, "crd_first")); // grows the file
    place.files.count_only(
        [](const vault::FileAccess& access) { return access.op == vault::FileOp::write; });
    for (int i = 0; i < 31; ++i)
        static_cast<void>(put(*holder, "crd_" + std::to_string(i)));
    const auto before = place.files.count();
    REQUIRE(holder->prepare().has_value());
    CHECK(place.files.count() - before == 1);
    REQUIRE(holder->finish().has_value());
    CHECK(place.files.count() - before == 1);
}

TEST_CASE(
    "SlotKeyHolder: the file of another vault and a damaged first block are refused", "[vault]")
{
    Place place;
    const auto foreign = SlotKeyHolder::open(place.files, place.path(),
        "vlt_1123456789abcdefghjkmnpqrs", place.wrapping.clone(), place.random);
    REQUIRE_FALSE(foreign.has_value());
    CHECK(foreign.error().code() == ErrorCode::foreign);
    place.flip(3);
    const auto damaged = place.try_open();
    REQUIRE_FALSE(damaged.has_value());
    CHECK(damaged.error().code() == ErrorCode::corrupt);
}

TEST_CASE("SlotKeyHolder: a growth that was cut off is no damage", "[vault]")
{
    Place place;
    const KeySlot slot = put_durably(*place.open(), "crd_a");
    std::filesystem::resize_file(place.path(), 4096 * 2 + 1000);
    const auto holder = place.open();
    CHECK(opens(*holder, slot, "crd_a"));
    for (int i = 0; i < 100; ++i)
        static_cast<void>(put_durably(*holder, "crd_" + std::to_string(i)));
    CHECK(place.open()->live_count() == 101);
}
