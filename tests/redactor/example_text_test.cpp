#include "rules/example_text.h"

#include "support/catch.h"

using redactor::expand_example;

TEST_CASE("ExampleText: a run has its length and is the same for the same seed", "[redactor]")
{
    const auto a = expand_example("ghp_<alnum:36>", "x");
    CHECK(a.text.size() == 40);
    CHECK(a.text == expand_example("ghp_<alnum:36>", "x").text);
    CHECK(a.text != expand_example("ghp_<alnum:36>", "y").text);
    CHECK_FALSE(a.begin);
}

TEST_CASE("ExampleText: braces mark the secret", "[redactor]")
{
    const auto a = expand_example("k={{abc}};", "x");
    CHECK(a.text == "k=abc;");
    CHECK(a.begin == std::size_t{2});
    CHECK(a.end == 5);
}

TEST_CASE("ExampleText: other angle brackets are text", "[redactor]")
{
    CHECK(expand_example("<token> <b:x> <alnum:>", "x").text == "<token> <b:x> <alnum:>");
}
