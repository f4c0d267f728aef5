#include "scope/text_limits.h"
#include "support/catch.h"

#include <string_view>
#include <utility>

TEST_CASE(
    "count_visible: what leaves the paper white counts only between words, and once", "[vault]")
{
    using namespace std::string_view_literals;
    const std::pair<std::string_view, std::size_t> cases[] = {{"", 0}, {"   ", 0}, {"a", 1},
        {" a ", 1}, {"a b", 3}, {"a \t\n  b", 3},
        {"a\xC2\xA0\xE3\x80\x80"
         "b",
            3},
        {"\xE2\x80\x8B\xEF\xBB\xBF\xC2\xAD", 0}, {"\xE3\x85\xA4\xE2\xA0\x80", 0},
        {"\xF3\xA0\x80\xA0", 0}, {"\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x94\x91", 3}, {"\0\0"sv, 0},
        {"a\xE2\x80\x8B", 1}};
    for (const auto& [text, expected] : cases)
        CHECK(vault::count_visible(text) == expected);
}
