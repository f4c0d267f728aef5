#include "support/bytes.h"
#include "support/catch.h"
#include "json/fields.h"
#include "json/parse.h"
#include "json/writer.h"

#include <nlohmann/json.hpp>

#include <string>

using namespace server;

namespace {

// Reads {"name": text, "count"?: number, "inner"?: {"flag": bool}, "list"?: [{"n": number}]} and tells the first fault.
std::optional<json::FieldFault> fault_of(std::string text)
{
    auto parsed = json::parse_in_place(std::as_writable_bytes(std::span{text}));
    REQUIRE(parsed);
    json::Fields::Fault fault;
    json::Fields fields{*parsed, fault};
    fields.text("name", {2, 5});
    fields.integer_or("count", {1, 10}, 1);
    if (auto inner = fields.optional_object("inner")) {
        inner->flag("flag");
        inner->finish();
    }
    for (json::Fields& item : fields.objects("list", 3)) {
        item.integer("n", {0, 9});
        item.finish();
    }
    fields.finish();
    return fault;
}

struct Case {
    const char* text;
    const char* pointer;
};

} // namespace

TEST_CASE("Fields: the first fault names the member and nothing of the input", "[server]")
{
    constexpr Case cases[] = {
        {R"({})", "/name"},
        {R"({"name":1})", "/name"},
        {R"({"name":null})", "/name"},
        {R"({"name":"a"})", "/name"},
        {R"({"name":"abcdef"})", "/name"},
        {R"({"name":"a\nb"})", "/name"},
        {R"({"name":"a\u007fb"})", "/name"},
        {R"({"name":"abc","count":"1"})", "/count"},
        {R"({"name":"abc","count":0})", "/count"},
        {R"({"name":"abc","count":11})", "/count"},
        {R"({"name":"abc","count":1.0})", "/count"},
        {R"({"name":"abc","inner":[]})", "/inner"},
        {R"({"name":"abc","inner":{}})", "/inner/flag"},
        {R"({"name":"abc","inner":{"flag":"true"}})", "/inner/flag"},
        {R"({"name":"abc","inner":{"flag":true,"s3cret":1}})", "/inner"},
        {R"({"name":"abc","list":[1]})", "/list/0"},
        {R"({"name":"abc","list":[{"n":1},{"n":10}]})", "/list/1/n"},
        {R"({"name":"abc","list":[{"n":1},{"n":1},{"n":1},{"n":1}]})", "/list"},
        {R"({"name":"abc","hunter2-unknown":true})", ""},
        {R"([])", ""},
    };
    for (const Case& one : cases) {
        INFO(one.text);
        const auto fault = fault_of(one.text);
        REQUIRE(fault);
        CHECK(fault->pointer == one.pointer);
        CHECK(fault->detail.text().find("hunter2") == std::string_view::npos);
    }
    CHECK_FALSE(fault_of(R"({"name":"abc","count":3,"inner":{"flag":false},"list":[{"n":1}]})"));
}

TEST_CASE("Fields: a secret goes into locked memory as it was", "[server]")
{
    std::string text = R"({"value":"p\u00e4ss\tword"})";
    auto parsed = json::parse_in_place(std::as_writable_bytes(std::span{text}));
    json::Fields::Fault fault;
    json::Fields fields{*parsed, fault};
    const vault::Secret secret = fields.secret("value", {1, 100, json::TextShape::value});
    CHECK_FALSE(fault);
    CHECK(tests::text_of(secret) == "p\xC3\xA4ss\tword");
}

TEST_CASE("Writer: what it writes another parser reads back", "[server]")
{
    std::string every_byte;
    for (int code = 1; code < 128; ++code) {
        every_byte += static_cast<char>(code);
    }
    json::Writer writer;
    writer.begin_object()
        .text("t", every_byte)
        .number("n", 7)
        .flag("f", true)
        .text_if("absent", "")
        .begin_array("a");
    writer.begin_object().end_object().begin_object().text("x", "\xC3\xA9").end_object();
    writer.end_array().raw("r", R"({"z":[1]})").end_object();
    const auto read = nlohmann::json::parse(writer.take());
    CHECK(read["t"] == every_byte);
    CHECK(read["n"] == 7);
    CHECK(read["f"] == true);
    CHECK_FALSE(read.contains("absent"));
    CHECK(read["a"].size() == 2);
    CHECK(read["a"][1]["x"] == "\xC3\xA9");
    CHECK(read["r"]["z"][0] == 1);
}

TEST_CASE("Fields: what is out of bounds is told the bounds", "[server]")
{
    const auto bounds_of = [](const char* text) {
        const auto fault = fault_of(text);
        REQUIRE(fault);
        return std::pair{fault->bounds.min, fault->bounds.max};
    };
    using Bound = std::optional<std::uint64_t>;
    CHECK(bounds_of(R"({"name":"a"})") == std::pair{Bound{2}, Bound{}});
    CHECK(bounds_of(R"({"name":"abcdef"})") == std::pair{Bound{}, Bound{5}});
    CHECK(bounds_of(R"({"name":"abc","count":11})") == std::pair{Bound{1}, Bound{10}});
    CHECK(bounds_of(R"({"name":"abc","list":[{},{},{},{}]})") == std::pair{Bound{}, Bound{3}});
    CHECK(bounds_of(R"({"name":1})") == std::pair{Bound{}, Bound{}});
}
