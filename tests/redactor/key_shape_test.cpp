#include "rules/key_shape.h"

#include "support/catch.h"

using redactor::KeyShape;

namespace {

std::optional<std::size_t> match(std::string_view shape, std::string_view text, std::size_t at = 0)
{
    const auto parsed = KeyShape::parse(shape);
    REQUIRE(parsed);
    return parsed->match(text, at);
}

} // namespace

TEST_CASE("KeyShape: a run matches exactly its count of its class", "[redactor]")
{
    CHECK(match("<digit:4>", "1234") == std::size_t{4});
    CHECK(match("<digit:4>", "12345") == std::size_t{4});
    CHECK_FALSE(match("<digit:4>", "123"));
    CHECK_FALSE(match("<digit:4>", "12a4"));
    CHECK(match("k_<lower:2>", "x=k_ab", 2) == std::size_t{6});
}

TEST_CASE("KeyShape: hex matches in both cases, lower does not", "[redactor]")
{
    CHECK(match("<hex:4>", "aB0F"));
    CHECK_FALSE(match("<lower:2>", "aB"));
}

TEST_CASE("KeyShape: a run of varying length takes the most that lets the rest match", "[redactor]")
{
    CHECK(match("<alnum:2-6>", "abcdefgh") == std::size_t{6});
    CHECK(match("<alnum:2-6>tt", "abcdtt") == std::size_t{6});
    CHECK_FALSE(match("<alnum:2-6>.x", "abcdefgh.x"));
}

TEST_CASE("KeyShape: uuid is written out", "[redactor]")
{
    CHECK(match("<uuid>", "0a1b2c3d-0011-4a2b-8c3d-0a1b2c3d4e5f") == std::size_t{36});
    CHECK_FALSE(match("<uuid>", "0a1b2c3d-0011-4a2b-8c3d-0a1b2c3d4e5"));
}

TEST_CASE("KeyShape: two runs of varying length are refused", "[redactor]")
{
    CHECK_FALSE(KeyShape::parse("<alnum:2-6>.<alnum:2-6>"));
}

TEST_CASE("KeyShape: other angle brackets are text", "[redactor]")
{
    for (const char* text :
        {"<token>", "<b:3>", "<alnum:>", "<alnum:0>", "<alnum:5-2>", "<hex:99999>"}) {
        CHECK(match(text, text) == std::string_view(text).size());
    }
}
