#include "support/bytes.h"
#include "support/catch.h"

#include "base/secret_arena.h"
#include "vault/secret.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <new>
#include <random>
#include <type_traits>
#include <vector>

using vault::Secret;
using vault::SecretArena;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(
    std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

namespace {

bool all_zero(const std::byte* bytes, std::size_t size)
{
    return std::all_of(bytes, bytes + size, [](std::byte byte) { return byte == std::byte{0}; });
}

} // namespace

TEST_CASE("Secret: a dead one leaves nothing of itself in its memory", "[vault]")
{
    const std::string_view value = "correct-horse-battery-staple-and-more-than-two-pointers";
    const std::byte* at = nullptr;
    {
        const Secret secret = Secret::copy_of(value);
        at = secret.reveal().data();
        REQUIRE(tests::text_of(secret) == value);
    }
    // The arena is never unmapped; its first two pointers of a free block are the list's.
    CHECK(all_zero(at + 2 * sizeof(void*), value.size() - 2 * sizeof(void*)));
    CHECK(std::search(at, at + value.size(), tests::bytes_of("correct").begin(),
              tests::bytes_of("correct").end()) == at + value.size());
}

TEST_CASE("Secret: moving takes the bytes along and empties the source", "[vault]")
{
    Secret first = Secret::copy_of(std::string_view{"value"});
    Secret second = std::move(first);
    CHECK(first.empty()); // NOLINT(bugprone-use-after-move)
    CHECK(tests::text_of(second) == "value");
    Secret third = Secret::copy_of(std::string_view{"other"});
    third = std::move(second);
    CHECK(tests::text_of(third) == "value");
}

TEST_CASE("Secret: a clone lives by itself", "[vault]")
{
    Secret first = Secret::copy_of(std::string_view{"value"});
    const Secret second = first.clone();
    first.wipe();
    CHECK(first.empty());
    CHECK(tests::text_of(second) == "value");
}

TEST_CASE("Secret: comparison tells equal from unequal, also in length", "[vault]")
{
    CHECK(vault::same_bytes(tests::bytes_of("abc"), tests::bytes_of("abc")));
    CHECK_FALSE(vault::same_bytes(tests::bytes_of("abc"), tests::bytes_of("abd")));
    CHECK_FALSE(vault::same_bytes(tests::bytes_of("abc"), tests::bytes_of("abcd")));
    CHECK(vault::same_bytes({}, {}));
}

TEST_CASE("SecretArena: live secrets never overlap and all memory comes back", "[vault]")
{
    const std::size_t before = SecretArena::instance().bytes_in_use();
    {
        std::mt19937 engine{7};
        std::vector<std::pair<Secret, std::byte>> live;
        std::size_t live_bytes = 0;
        for (int step = 0; step < 20'000; ++step) {
            const std::size_t size = 1 + engine() % (engine() % 8 == 0 ? 65'536 : 200);
            if (live_bytes + size > 1'500'000 || (!live.empty() && engine() % 2 == 0)) {
                const std::size_t victim = engine() % live.size();
                const auto mark = live[victim].second;
                const auto bytes = live[victim].first.reveal();
                REQUIRE(
                    std::ranges::all_of(bytes, [mark](std::byte byte) { return byte == mark; }));
                live_bytes -= bytes.size();
                std::swap(live[victim], live.back());
                live.pop_back();
                continue;
            }
            Secret secret{size};
            REQUIRE(all_zero(secret.reveal().data(), size));
            const auto mark = static_cast<std::byte>(1 + engine() % 255);
            std::ranges::fill(secret.mutable_bytes(), mark);
            live_bytes += size;
            live.emplace_back(std::move(secret), mark);
        }
    }
    CHECK(SecretArena::instance().bytes_in_use() == before);
}

TEST_CASE("SecretArena: after any use the largest secret still fits", "[vault]")
{
    {
        std::vector<Secret> small;
        for (int i = 0; i < 30'000; ++i)
            small.emplace_back(std::size_t{32});
    }
    std::vector<Secret> large;
    for (int i = 0; i < 22; ++i)
        large.emplace_back(Secret::bytes_max);
    CHECK(large.size() == 22);
}

TEST_CASE("SecretArena: when it is used up it says so and goes on", "[vault]")
{
    {
        std::vector<Secret> all;
        const auto take_too_much = [&all] {
            for (int i = 0; i < 25; ++i)
                all.emplace_back(Secret::bytes_max);
        };
        CHECK_THROWS_AS(take_too_much(), std::bad_alloc);
    }
    CHECK(tests::text_of(Secret::copy_of(std::string_view{"value"})) == "value");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("SecretArena: its memory is locked and left out of core dumps", "[vault]")
{
    const Secret secret{64};
    const auto address = reinterpret_cast<std::uintptr_t>(secret.reveal().data());
    std::ifstream maps{"/proc/self/smaps"};
    bool inside = false;
    bool found = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
            inside = begin <= address && address < end;
        if (inside && line.starts_with("VmFlags:")) {
            found = true;
            CHECK(line.find(" lo") != std::string::npos); // locked
            CHECK(line.find(" dd") != std::string::npos); // do not dump
        }
    }
    CHECK(found);
}
#endif
