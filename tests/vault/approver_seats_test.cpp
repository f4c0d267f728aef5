#include "grants/approver_seats.h"

#include "support/catch.h"
#include "support/fixed_random.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

using namespace vault;

namespace {

std::vector<PersonId> some_people(std::size_t count)
{
    tests::FixedRandom random;
    std::vector<PersonId> people;
    while (people.size() < count)
        people.push_back(PersonId::random(random));
    return people;
}

std::string text_of(const SeatsLeft& left)
{
    std::string text = left.too_few_people ? "too few people, " : "";
    for (const GroupNeed& need : left.groups)
        text += need.group + ':' + std::to_string(need.needed) + ' ';
    return text;
}

// What every way to seat everybody, or nobody, comes to: tried one after the other.
struct EveryWay {
    std::uint32_t approved_max = 0; // approvals that count, at best
    std::uint32_t seated_max = 0;   // seats filled, at best, if everybody approved
    bool is_reachable =
        false; // `left` is what approvals leave open in a way that fills every seat with everybody's
    bool is_left_open = false; // `left` is what some way to seat those who approved leaves open
};

EveryWay try_every_way(const std::vector<GroupSeats>& groups, const std::vector<PersonId>& people,
    std::size_t approved, const SeatsLeft& left)
{
    std::vector<std::uint32_t> open(groups.size());
    for (const GroupNeed& need : left.groups)
        open[static_cast<std::size_t>(need.group.front() - 'a')] = need.needed;
    EveryWay found;
    std::vector<std::size_t> seat(people.size()); // 0: none, else a group's index and one
    for (;;) {
        std::vector<std::uint32_t> all(groups.size());
        std::vector<std::uint32_t> given(groups.size());
        bool fits = true;
        for (std::size_t i = 0; i < people.size(); ++i) {
            if (seat[i] == 0)
                continue;
            const std::size_t group = seat[i] - 1;
            fits = fits && std::ranges::count(groups[group].people, people[i]) == 1 &&
                   ++all[group] <= groups[group].need.needed;
            given[group] += i < approved ? 1U : 0U;
        }
        if (fits) {
            const auto seated = std::accumulate(all.begin(), all.end(), 0U);
            const auto counted = std::accumulate(given.begin(), given.end(), 0U);
            bool as_said = true;
            bool full = true;
            for (std::size_t g = 0; g < groups.size(); ++g) {
                as_said = as_said && given[g] + open[g] == groups[g].need.needed;
                full = full && all[g] == groups[g].need.needed;
            }
            found.approved_max = std::max(found.approved_max, counted);
            found.seated_max = std::max(found.seated_max, seated);
            found.is_left_open |= as_said;
            found.is_reachable |= as_said && full;
        }
        std::size_t digit = 0;
        while (digit < seat.size() && ++seat[digit] > groups.size())
            seat[digit++] = 0;
        if (digit == seat.size())
            return found;
    }
}

} // namespace

TEST_CASE(
    "Approver seats: one person takes one seat, whatever groups they are in", "[vault][grants]")
{
    const auto p = some_people(4);
    const std::vector<GroupSeats> both{
        {{"security", 1}, {p[0], p[1]}}, {{"shop", 1}, {p[0], p[2]}}};
    CHECK(text_of(seats_left(both, {})) == "security:1 shop:1 ");
    CHECK(text_of(seats_left(both, std::vector{p[0]})) == "shop:1 ");
    CHECK(text_of(seats_left(both, std::vector{p[0], p[0]})) == "shop:1 ");
    // The first of them gives way to the second, who is in one group only.
    CHECK(text_of(seats_left(both, std::vector{p[0], p[1]})).empty());
    CHECK(text_of(seats_left(both, std::vector{p[0], p[2]})).empty());
    CHECK(text_of(seats_left(both, std::vector{p[3]})) == "security:1 shop:1 ");
    // Where only one of two ways leaves something that can still come, that one is told.
    const std::vector<GroupSeats> narrow{{{"a", 1}, {p[0], p[1]}}, {{"b", 1}, {p[0]}}};
    CHECK(text_of(seats_left(narrow, std::vector{p[0]})) == "a:1 ");
    const std::vector<GroupSeats> alone{{{"a", 1}, {p[0]}}, {{"b", 1}, {p[0]}}};
    CHECK(text_of(seats_left(alone, {})) == "too few people, a:1 b:1 ");
    CHECK(text_of(seats_left({}, p)).empty());
}

TEST_CASE("Approver seats: they are counted as trying every way to seat people counts them",
    "[vault][grants]")
{
    const auto people = some_people(6);
    std::mt19937 dice{20261128}; // NOLINT(cert-msc51-cpp): the same cases on every run
    const auto roll = [&](unsigned below) { return static_cast<std::uint32_t>(dice() % below); };
    std::size_t short_of_people = 0;
    for (int round = 0; round < 600; ++round) {
        std::vector<GroupSeats> groups;
        for (std::uint32_t g = 0, count = 1 + roll(3); g < count; ++g) {
            groups.push_back({{std::string(1, static_cast<char>('a' + g)), 1 + roll(3)}, {}});
            std::ranges::copy_if(people, std::back_inserter(groups.back().people),
                [&](const PersonId&) { return roll(2) == 0; });
            std::ranges::shuffle(groups.back().people, dice);
        }
        const std::size_t approved = roll(static_cast<unsigned>(people.size()) + 1);
        const SeatsLeft left = seats_left(groups, std::span{people}.first(approved));
        std::uint32_t needed = 0;
        std::uint32_t open = 0;
        for (const GroupSeats& group : groups)
            needed += group.need.needed;
        for (const GroupNeed& need : left.groups)
            open += need.needed;
        const EveryWay ways = try_every_way(groups, people, approved, left);
        INFO("round " << round << ": " << text_of(left));
        CHECK(open == needed - ways.approved_max);
        CHECK(left.too_few_people == (ways.seated_max < needed));
        CHECK(ways.is_left_open);
        CHECK(ways.is_reachable == !left.too_few_people);
        short_of_people += left.too_few_people ? 1 : 0;
    }
    CHECK(short_of_people > 100);
    CHECK(short_of_people < 500);
}
