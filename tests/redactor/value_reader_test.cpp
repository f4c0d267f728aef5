#include "values/value_reader.h"

#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

namespace {

std::string value_at(const std::string& text)
{
    std::vector<redactor::Candidate> out;
    const redactor::SourceText source(text, redactor_tests::rules()->impl(), out);
    const auto value = redactor::read_value(source, 0);
    return value ? text.substr(value->begin, value->end - value->begin) : std::string();
}

} // namespace

TEST_CASE("ValueReader: a quoted value ends at its own quote and escape level", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"'a\"b' x", "a\"b"},
        {"\"a\\\"b\" x", "a\\\"b"},
        {"\\\"ab\\\" \\\"c\\\"", "ab"},
        {"“a b” c", "a b"},
        {"「ab」c", "ab"},
        {"b'ab' c", "ab"},
        {"[]byte(\"ab\")", "ab"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(value_at(text) == value);
    }
}

TEST_CASE("ValueReader: an unquoted value ends where the text goes on", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"ab cd", "ab"},
        {"a;b c", "a;b"},
        {"ab; cd", "ab"},
        {"ab;uid=x", "ab"},
        {"ab&x=1", "ab"},
        {"ab) and", "ab"},
        {"a(b) and", "a(b)"},
        {"abcde.", "abcde"},
        {"ab\\n", "ab"},
        {"ab</b>", "ab"},
        {"ab，cd", "ab"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(value_at(text) == value);
    }
}
