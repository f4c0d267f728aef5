#include "audit/entry_view.h"

#include "audit/event.h"
#include "support/canonicalize.h"
#include "support/catch.h"

#include <random>

using vault::EntryView;

namespace {

const char* const examples[] = {
    R"({})",
    R"({"a":1,"b":[true,false,"x"],"c":{"d":-7,"e":"f"}})",
    R"({"":0})",
    R"({"a":"\"\\\b\f\n\r\t\u0000\u001f\u007f"})",
    "{\"a\":\"\x7f \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"}",
    "{\"\xf0\x9f\x98\x80\":1,\"\xef\xbf\xbd\":2}", // UTF-16 order, not that of the bytes
    R"({"n":9007199254740991,"o":-9007199254740991})",
    R"({"a":[[[[[[[]]]]]]]})",
    R"({"\n":1,"\u0001":2,"a":3})",
    R"({"\u0001":1,"\n":2})",
    R"({"actor":"per_0123456789abcdefghjkmnpqrs","seq":7,"time":1795521600000,"v":1})",
};

const char* const wrong[] = {"", "{", "}", "[]", "1", "\"a\"", R"({"a":1}x)", R"({"a":1,})",
    R"({"a":01})", R"({"a":-0})", R"({"a":1.0})", R"({"a":1e3})", R"({"a":9007199254740992})",
    R"({"a":null})", R"({"b":1,"a":2})", R"({"a":1,"a":2})", R"({ "a":1})", R"({"a" :1})",
    R"({"a":"\u0041"})", R"({"a":"\/"})", R"({"a":"\u001F"})", R"({"a":"\u000a"})", R"({"a":[1,]})",
    R"({"a":[[[[[[[[]]]]]]]]})", "{\"a\":\"\xc0\x80\"}", "{\"a\":\"\xed\xa0\x80\"}",
    "{\"a\":\"\xf4\x90\x80\x80\"}", "{\"a\":\"\x80\"}", "{\"a\":\"\xe2\x82\"}", "{\"a\":\"\n\"}",
    R"({"a":tru})", R"({a:1})"};

// What a string can hold that does not stand for itself, and its neighbours that do.
constexpr std::string_view pieces[] = {"\"", "\\", "\\\\", "\\u0001", "\n", "\x1f", " ", "!", "#",
    "[", "]", "\x7f", "\x80", "\xa2", "\xdc", "\xff", "\xc3\xa9", "\xf0\x9f\x98\x80"};

// The slow reader is a whole JSON parser and a sort: what both accept is canonical twice over.
bool is_canonical_object(std::string_view json)
{
    return json.starts_with('{') && tests::canonicalize(json) == json;
}

} // namespace

TEST_CASE("EntryView: canonical objects are read and nothing else", "[vault]")
{
    for (const char* json : examples) {
        INFO(json);
        CHECK(EntryView::read(json).has_value() == is_canonical_object(json));
    }
    for (const char* json : wrong) {
        INFO(json);
        CHECK_FALSE(EntryView::read(json).has_value());
        CHECK_FALSE(is_canonical_object(json));
    }
}

TEST_CASE("EntryView: what must not stand in a string is seen at every place of one", "[vault]")
{
    for (const std::string_view piece : pieces)
        for (std::size_t before = 0; before < 20; ++before)
            for (std::size_t after = 0; after < 20; ++after) {
                const std::string text = std::string(before, 'x').append(piece).append(after, 'y');
                for (const std::string& json :
                    {"{\"a\":\"" + text + "\"}", "{\"a\":1,\"" + text + "\":2,\"z\":3}"}) {
                    INFO(json);
                    CHECK(EntryView::read(json).has_value() == is_canonical_object(json));
                }
            }
}

TEST_CASE(
    "EntryView: of a hundred thousand changed texts it accepts those the whole parser accepts",
    "[vault]")
{
    std::mt19937 dice{20261126};
    constexpr std::string_view alphabet =
        "\"\\{}[]:,019-+.eEutrfalsn b/\x01\x7f\x80\xbf\xc3\xe2\xed\xf0\xff";
    int accepted = 0;
    for (int round = 0; round < 100'000; ++round) {
        std::string json = examples[dice() % std::size(examples)];
        for (unsigned changes = 1 + dice() % 2; changes > 0; --changes) {
            const std::size_t at = dice() % json.size();
            const char letter = alphabet[dice() % alphabet.size()];
            switch (dice() % 4) {
            case 0:
                json[at] = letter;
                break;
            case 1:
                json.insert(at, 1, letter);
                break;
            case 2:
                json.erase(at, 1);
                break;
            default:
                std::swap(json[at], json[dice() % json.size()]);
            }
            if (json.empty())
                json = "{}";
        }
        const bool fast = EntryView::read(json).has_value();
        accepted += fast ? 1 : 0;
        INFO("round " << round << ": " << json);
        REQUIRE(fast == is_canonical_object(json));
    }
    CHECK(accepted > 1000);
}

TEST_CASE("EntryView: members are found by name", "[vault]")
{
    const std::string json = R"({"a":"x","b":12,"c":{"a":"y"},"d":"q\"","e":""})";
    const auto entry = EntryView::read(json);
    REQUIRE(entry.has_value());
    CHECK(entry->text("a") == "x");
    CHECK(entry->number("b") == 12);
    CHECK(entry->raw("c") == R"({"a":"y"})");
    CHECK(entry->text("d").empty()); // with an escape it is no word
    CHECK(entry->text("b").empty());
    CHECK_FALSE(entry->number("a").has_value());
    CHECK_FALSE(entry->number("z").has_value());
    std::string many = "{";
    for (int i = 10; i < 43; ++i)
        many += (i == 10 ? "\"" : ",\"") + std::to_string(i) + "\":1";
    CHECK_FALSE(EntryView::read(many + "}").has_value()); // 33 members
}
