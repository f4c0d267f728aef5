#include "scan/overlap.h"

#include "support/catch.h"

using redactor::Candidate;

namespace {

Candidate candidate(std::size_t begin, std::size_t end, int priority)
{
    Candidate out;
    out.begin = begin;
    out.end = end;
    out.priority = priority;
    return out;
}

} // namespace

TEST_CASE("Overlap: the higher priority stays", "[redactor]")
{
    const auto kept = redactor::resolve_overlaps({candidate(0, 10, 20), candidate(5, 12, 70)});
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].begin == 5);
}

TEST_CASE("Overlap: at equal priority the longer stays", "[redactor]")
{
    const auto kept = redactor::resolve_overlaps({candidate(0, 4, 50), candidate(2, 12, 50)});
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].end == 12);
}

TEST_CASE("Overlap: nothing of a long token stays in clear for winners inside it", "[redactor]")
{
    Candidate token = candidate(0, 9000, 20);
    token.long_token = true;
    const auto kept =
        redactor::resolve_overlaps({token, candidate(100, 140, 70), candidate(5000, 5040, 60)});
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].begin == 0);
    CHECK(kept[0].end == 9000);
}

TEST_CASE(
    "Overlap: of one range in two kinds the same stays in whatever order they came", "[redactor]")
{
    Candidate password = candidate(0, 10, 20);
    password.kind = redactor::Kind::password;
    Candidate key = candidate(0, 10, 20);
    key.kind = redactor::Kind::api_key;
    CHECK(redactor::resolve_overlaps({password, key})[0].kind == redactor::Kind::api_key);
    CHECK(redactor::resolve_overlaps({key, password})[0].kind == redactor::Kind::api_key);
}

TEST_CASE("Overlap: a token inside a framed value grows to the frame", "[redactor]")
{
    const auto kept = redactor::resolve_overlaps({candidate(0, 20, 30), candidate(5, 12, 70)});
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].begin == 0);
    CHECK(kept[0].end == 20);
}

TEST_CASE("Overlap: neighbours that touch are both kept, in order", "[redactor]")
{
    const auto kept = redactor::resolve_overlaps({candidate(10, 20, 50), candidate(0, 10, 50)});
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].begin == 0);
}

TEST_CASE(
    "OverlapResolver: candidates that come in parts are resolved as all at once", "[redactor]")
{
    unsigned state = 3;
    const auto random = [&](unsigned bound) {
        state = state * 1664525U + 1013904223U;
        return static_cast<std::size_t>((state >> 16U) % bound);
    };
    for (int round = 0; round < 200; ++round) {
        CAPTURE(round);
        std::vector<Candidate> all;
        redactor::OverlapResolver resolver;
        std::vector<Candidate> parts;
        for (std::size_t part = 0; part < 5; ++part) {
            std::vector<Candidate> some;
            for (std::size_t i = random(12); i > 0; --i) {
                const std::size_t begin = part * 100 + random(100);
                some.push_back(candidate(
                    begin, begin + 1 + random(60), static_cast<int>(random(6)) * 10 + 10));
            }
            all.insert(all.end(), some.begin(), some.end());
            resolver.add(some);
            resolver.settle(part == 4 ? 10'000 : (part + 1) * 100, parts);
        }
        const auto whole = redactor::resolve_overlaps(all);
        REQUIRE(parts.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CHECK(parts[i].begin == whole[i].begin);
            CHECK(parts[i].end == whole[i].end);
            CHECK(parts[i].priority == whole[i].priority);
        }
    }
}
