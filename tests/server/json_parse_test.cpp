#include "support/catch.h"
#include "json/parse.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace server;

namespace {

std::expected<json::Value, json::ParseFault> parse(std::string& text)
{
    return json::parse_in_place(std::as_writable_bytes(std::span{text}));
}

std::expected<json::Value, json::ParseFault> parse_copy(std::string text)
{
    auto parsed = parse(text);
    if (parsed) {
        parsed->text = {}; // would point into this function
    }
    return parsed;
}

struct Refused {
    const char* what;
    std::string text;
    json::ParseFault fault;
};

} // namespace

TEST_CASE("parse_in_place: what is not strict JSON is refused with its reason", "[server]")
{
    using enum json::ParseFault;
    const std::vector<Refused> cases{
        {"empty", "", empty},
        {"only blanks", " \n ", malformed},
        {"two values", "{} {}", malformed},
        {"trailing comma in an object", R"({"a":1,})", malformed},
        {"trailing comma in a list", "[1,]", malformed},
        {"comment", "{} // no", malformed},
        {"single quotes", "{'a':1}", malformed},
        {"bare name", "{a:1}", malformed},
        {"unclosed object", R"({"a":1)", malformed},
        {"unclosed string", R"({"a":"b)", malformed},
        {"string that ends in a backslash", "\"a\\", malformed},
        {"control character in a string", "\"a\nb\"", malformed},
        {"NUL by escape", R"("\u0000")", nul},
        {"lone high surrogate", R"("\ud800")", lone_surrogate},
        {"lone low surrogate", R"("\udc00")", lone_surrogate},
        {"high surrogate before a letter", R"("\ud800\u0041")", lone_surrogate},
        {"short escape", R"("\u12")", malformed},
        {"signed escape", R"("\u-123")", malformed},
        {"unknown escape", R"("\x41")", malformed},
        {"leading zero", "01", malformed},
        {"plus sign", "+1", malformed},
        {"only a minus", "-", malformed},
        {"point without digits", "1.", malformed},
        {"exponent without digits", "1e", malformed},
        {"not a number", "NaN", malformed},
        {"misspelt word", "tru", malformed},
        {"byte order mark", "\xEF\xBB\xBF{}", malformed},
        {"broken UTF-8", "\"\xC3\x28\"", invalid_utf8},
        {"overlong UTF-8", "\"\xC0\xAF\"", invalid_utf8},
        {"surrogate in UTF-8", "\"\xED\xA0\x80\"", invalid_utf8},
        {"above U+10FFFF", "\"\xF4\x90\x80\x80\"", invalid_utf8},
        {"UTF-8 cut at the end", "\"\xE2\x82", invalid_utf8},
        {"the same member twice", R"({"a":1,"b":2,"a":3})", duplicate_member},
        {"the same member twice by an escape", R"({"a":1,"\u0061":2})", duplicate_member},
        {"the same member twice inside", R"([{"x":{"a":1,"a":1}}])", duplicate_member},
        {"33 lists deep", std::string(33, '[') + std::string(33, ']'), too_deep},
        {"a million lists", std::string(1'000'000, '['), too_deep},
        {"30,000 values",
            "[" +
                std::string(60'000, '1')
                    .replace(0, 60'000,
                        [] {
                            std::string out;
                            for (int i = 0; i < 30'000; ++i) {
                                out += "1,";
                            }
                            return out;
                        }()) +
                "1]",
            too_many_values},
    };
    for (const Refused& one : cases) {
        INFO(one.what);
        const auto parsed = parse_copy(one.text);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error() == one.fault);
    }
}

TEST_CASE("parse_in_place: escapes are decoded where they stand", "[server]")
{
    std::string text = R"({"k":"a\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00z"})";
    const auto parsed = parse(text);
    REQUIRE(parsed);
    const std::string_view decoded = parsed->members.front().value.text;
    CHECK(decoded == "a\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
    CHECK(decoded.data() >= text.data());
    CHECK(decoded.data() + decoded.size() <= text.data() + text.size());
}

TEST_CASE("parse_in_place: whole numbers are exact, others keep no value", "[server]")
{
    std::string text = "[0,-7,9223372036854775807,9223372036854775808,1.5,1e3,-0]";
    const auto parsed = parse(text);
    REQUIRE(parsed);
    CHECK(parsed->items[0].integer == 0);
    CHECK(parsed->items[1].integer == -7);
    CHECK(parsed->items[2].integer == INT64_MAX);
    CHECK(parsed->items[3].kind == json::Kind::number);
    CHECK(parsed->items[4].kind == json::Kind::number);
    CHECK(parsed->items[5].kind == json::Kind::number);
    CHECK(parsed->items[6].kind == json::Kind::integer);
}

TEST_CASE("parse_in_place: takes and refuses the same texts as another parser", "[server]")
{
    const std::string seed_text =
        R"({"a":[1,-2.5e3,true,false,null,"x\u00e9\n"],"b":{"c":"d"},"e":""})";
    // Every text that differs in one byte from a valid one.
    const std::string replacements = "\"\\{}[]:,0a-.eE \x01\xC3";
    std::size_t taken = 0;
    for (std::size_t position = 0; position < seed_text.size(); ++position) {
        for (const char letter : replacements) {
            std::string text = seed_text;
            text[position] = letter;
            const bool theirs = nlohmann::json::accept(text);
            const auto ours = parse_copy(text);
            INFO(text);
            // Duplicate members are the one thing the other takes and we do not.
            CHECK(
                (ours.has_value() || ours.error() == json::ParseFault::duplicate_member) == theirs);
            taken += theirs ? 1 : 0;
        }
    }
    CHECK(taken > 50);
}
