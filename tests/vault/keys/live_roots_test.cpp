#include "key_tree/live_roots.h"

#include "crypto/envelope.h"
#include "support/bytes.h"
#include "support/catch.h"
#include "support/fixed_random.h"

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

using tests::text_of;
using vault::ErrorCode;
using vault::LiveRoots;
using vault::RootCommitment;
using vault::Secret;

namespace {

struct Root {
    explicit Root(vault::Random& random) : key{vault::random_key(random)} {}
    Secret key;
    RootCommitment commitment = vault::root_commitment(key, "vlt_0123456789abcdefghjkmnpqrs");
};

struct Place {
    explicit Place(std::chrono::milliseconds patience = std::chrono::hours{1}) : roots{patience}
    {
        roots.adopt(first.key.clone(), first.commitment);
    }
    [[nodiscard]] bool holds(const Root& root) const
    {
        const auto found = roots.root(root.commitment);
        return found && text_of(*found) == text_of(root.key);
    }
    tests::FixedRandom random{1};
    Root first{random};
    Root second{random};
    LiveRoots roots;
};

} // namespace

TEST_CASE("LiveRoots: around a commit both roots open, then only the new one", "[vault]")
{
    Place place;
    CHECK(place.holds(place.first));
    CHECK_FALSE(place.holds(place.second));
    place.roots.announce(place.second.key, place.second.commitment);
    CHECK(place.holds(place.first));
    CHECK(place.holds(place.second));
    place.roots.replace();
    CHECK_FALSE(place.holds(place.first));
    CHECK(place.holds(place.second));
    CHECK(place.roots.root(place.first.commitment).error().code() == ErrorCode::unavailable);
}

TEST_CASE("LiveRoots: a root whose commit did not come is forgotten", "[vault]")
{
    Place place;
    place.roots.announce(place.second.key, place.second.commitment);
    place.roots.withdraw();
    CHECK(place.holds(place.first));
    CHECK_FALSE(place.holds(place.second));
}

TEST_CASE("LiveRoots: the old root is there until the last reader from before is done", "[vault]")
{
    Place place;
    std::optional<LiveRoots::Pin> before;
    before.emplace(place.roots);
    place.roots.announce(place.second.key, place.second.commitment);
    std::atomic<bool> replaced = false;
    std::thread writer{[&] {
        place.roots.replace();
        replaced = true;
    }};
    for (int look = 0; look < 1000; ++look) {
        REQUIRE(before->root(place.first.commitment).has_value());
        std::this_thread::yield();
    }
    CHECK_FALSE(replaced);
    before.reset();
    writer.join();
    CHECK_FALSE(place.holds(place.first));
}

TEST_CASE("LiveRoots: readers that come one upon the other do not keep the old root", "[vault]")
{
    Place place;
    auto reader = std::make_unique<LiveRoots::Pin>(place.roots);
    place.roots.announce(place.second.key, place.second.commitment);
    std::atomic<bool> replaced = false;
    std::thread writer{[&] {
        place.roots.replace();
        replaced = true;
    }};
    while (!replaced) // at no time without a reader
        reader = std::make_unique<LiveRoots::Pin>(place.roots);
    writer.join();
    CHECK_FALSE(place.holds(place.first));
    CHECK(reader->root(place.second.commitment).has_value());
}

TEST_CASE("LiveRoots: a reader that takes too long loses the old root", "[vault]")
{
    Place place{std::chrono::milliseconds{0}};
    const LiveRoots::Pin before{place.roots};
    place.roots.announce(place.second.key, place.second.commitment);
    place.roots.replace();
    CHECK(before.root(place.first.commitment).error().code() == ErrorCode::unavailable);
    CHECK(before.root(place.second.commitment).has_value());
}
