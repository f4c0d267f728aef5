#include "overlap.h"

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
