#include "redactor/copies.h"

#include <string>

#include "support/catch.h"

using redactor::find_copies;
using redactor::KnownValue;

namespace {

const std::string value = "Copper+Lantern/7";
const KnownValue values[] = {{value, redactor::Kind::password}};

std::vector<std::string> copies_in(const std::string& text)
{
    std::vector<std::string> out;
    const auto found = find_copies(text, values);
    REQUIRE(found);
    for (const redactor::Copy& copy : *found) {
        out.push_back(text.substr(copy.finding.begin, copy.finding.end - copy.finding.begin));
    }
    return out;
}

} // namespace

TEST_CASE("Copies: plain, JSON-escaped and percent-encoded occurrences are found", "[redactor]")
{
    CHECK(
        copies_in("> you wrote Copper+Lantern/7.") == std::vector<std::string>{"Copper+Lantern/7"});
    CHECK(copies_in("{\"p\":\"Copper+Lantern\\/7\"}") ==
          std::vector<std::string>{"Copper+Lantern\\/7"});
    CHECK(copies_in("pw=Copper%2BLantern%2F7&x=1") ==
          std::vector<std::string>{"Copper%2BLantern%2F7"});
    CHECK(copies_in("pw=Copper%2bLantern%2f7&x=1") ==
          std::vector<std::string>{"Copper%2bLantern%2f7"});
}

TEST_CASE("Copies: one value in whatever spelling is found in any other", "[redactor]")
{
    // As formats write it, the plain one first.
    const std::vector<std::vector<std::string>> groups{
        {"Vk29/fjWq81zz", "Vk29\\/fjWq81zz", "Vk29%2ffjWq81zz"},
        {"Xk29\"fjWq81zzPp", "Xk29\\\"fjWq81zzPp", "Xk29&quot;fjWq81zzPp", "Xk29\"\"fjWq81zzPp"},
        {"Wk29\u00e9fjWq81zz", "Wk29\\u00e9fjWq81zz", "Wk29\\u00E9fjWq81zz", "Wk29%C3%A9fjWq81zz"},
        {"Wk29\U0001F511fjWq81zz", "Wk29\\ud83d\\udd11fjWq81zz"},
        {"Yk29'fjWq81zzPp", "Yk29\\'fjWq81zzPp", "Yk29&#39;fjWq81zzPp", "Yk29&#039;fjWq81zzPp",
            "Yk29&apos;fjWq81zzPp", "Yk29&#x27;fjWq81zzPp", "Yk29'\\''fjWq81zzPp",
            "Yk29''fjWq81zzPp"},
        {"Zk29&fjWq<81zzPp", "Zk29&amp;fjWq&lt;81zzPp", "Zk29%26fjWq%3C81zzPp"},
        {"Sk29 fjWq 81zzPp", "Sk29+fjWq+81zzPp", "Sk29%20fjWq%2081zzPp"},
        {"Tk29\tfjWq81zzPp", "Tk29\\tfjWq81zzPp", "Tk29&#9;fjWq81zzPp"},
        {"Tr0ub&dour3x!9", "Tr0ub\\u0026dour3x!9", "Tr0ub%26dour3x!9", "Tr0ub%26dour3x%219",
            "Tr0ub&#38;dour3x!9", "Tr0ub&#x26;dour3x!9"},
        {"p@ss!word9X(a)", "p%40ss!word9X(a)", "p%40ss%21word9X%28a%29"},
        {"a~b\x1b/cd9X<z>", "a%7Eb%1B%2Fcd9X%3Cz%3E", "a~b\\u001b\\/cd9X\\u003cz\\u003E"},
    };
    for (const auto& group : groups) {
        for (const std::string& known : group) {
            // What "+" or a doubled quote stands for cannot be told from it alone.
            if (known.find('+') != std::string::npos) {
                continue;
            }
            for (const std::string& there : group) {
                CAPTURE(known, there);
                const KnownValue one[] = {{known, redactor::Kind::password}};
                const std::string text = "I tried [" + there + "] and it failed";
                const auto found = find_copies(text, one);
                REQUIRE(found);
                REQUIRE(found->size() == 1);
                CHECK(text.substr((*found)[0].finding.begin,
                          (*found)[0].finding.end - (*found)[0].finding.begin) == there);
            }
        }
    }
}

TEST_CASE(
    "Copies: base64 is found at each alignment and leaves no character of the value", "[redactor]")
{
    // base64 of "Copper+Lantern/7", "a" + it, "ab" + it.
    for (const char* text :
        {"Q29wcGVyK0xhbnRlcm4vNw==", "YUNvcHBlcitMYW50ZXJuLzc=", "YWJDb3BwZXIrTGFudGVybi83"}) {
        const auto found = find_copies(text, values);
        REQUIRE(found);
        REQUIRE(found->size() == 1);
        CHECK((*found)[0].finding.end + 2 >= std::string(text).size());
    }
}

TEST_CASE("Copies: a value of many lines is found, also as one line of JSON", "[redactor]")
{
    std::string key = "-----BEGIN EXAMPLE KEY-----\n";
    std::string escaped = "-----BEGIN EXAMPLE KEY-----\\n";
    for (int i = 0; i < 40; ++i) {
        const std::string line = "kq7/Zt" + std::to_string(i * 7919) + "Lw+0sVb";
        key += line + '\n';
        escaped += line + "\\n";
    }
    const KnownValue known[] = {{key, redactor::Kind::private_key}};
    for (const std::string& form : {key, escaped}) {
        const auto found = find_copies("x " + form + " y", known);
        REQUIRE(found);
        REQUIRE(found->size() == 1);
        CHECK((*found)[0].finding.begin == 2);
        CHECK((*found)[0].finding.end == 2 + form.size());
    }
    // Its end alone is no copy.
    CHECK(find_copies(key.substr(key.size() - 100), known).value().empty());
}

TEST_CASE("Copies: only whole tokens with the same letters count", "[redactor]")
{
    CHECK(copies_in("xCopper+Lantern/7").empty());
    CHECK(copies_in("Copper+Lantern/77").empty());
    CHECK(copies_in("copper+lantern/7").empty());
}

TEST_CASE("Copies: short values and plain words are not looked for", "[redactor]")
{
    const KnownValue weak[] = {{"hunter2", redactor::Kind::password},
        {"sunshine", redactor::Kind::password}, {"12345678", redactor::Kind::pin}};
    const auto found = find_copies("hunter2 sunshine 12345678", weak);
    REQUIRE(found);
    CHECK(found->empty());
}

TEST_CASE("Copies: what is taken already is not found again", "[redactor]")
{
    const std::string text = "a Copper+Lantern/7 b Copper+Lantern/7";
    const redactor::Finding taken[] = {
        {2, 18, "x", redactor::Kind::password, redactor::Confidence::high}};
    const auto found = find_copies(text, values, taken);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK((*found)[0].finding.begin == 21);
    CHECK((*found)[0].value_index == 0);
}

TEST_CASE("Copies: more values than copy_values_max are refused", "[redactor]")
{
    const std::vector<KnownValue> many(redactor::copy_values_max + 1, values[0]);
    CHECK_FALSE(find_copies("text", many));
}

TEST_CASE("Copies: values that begin alike are told apart", "[redactor]")
{
    const std::string first = "postgres-Kx81-alpha";
    const std::string second = "postgres-Kx81-beta";
    const std::vector<redactor::KnownValue> alike{{first}, {second}};
    const auto copies = redactor::find_copies(
        "a postgres-Kx81-beta b postgres-Kx81-alpha c postgres-Kx81-gamma", alike);
    REQUIRE(copies);
    REQUIRE(copies->size() == 2);
    CHECK(copies->at(0).value_index == 1);
    CHECK(copies->at(1).value_index == 0);
}

TEST_CASE("Copies: a text made of beginnings of a long value is given up, not searched for ever",
    "[redactor]")
{
    std::string long_value(20'000, 'a');
    for (std::size_t at = 0; at < long_value.size(); at += 2) {
        long_value[at] = '7';
    }
    long_value += "Kx!";
    const std::vector<redactor::KnownValue> one{{long_value}};
    std::string text;
    while (text.size() < 200'000) {
        text += long_value.substr(0, 20'000);
    }
    const auto copies = redactor::find_copies(text, one);
    REQUIRE_FALSE(copies);
    CHECK(copies.error() == redactor::ScanError::too_many);
}

TEST_CASE("Copies: values made of escapes cost no more than others", "[redactor]")
{
    for (const std::string unit : {"\\a", "&#", "%4", "''", "\\u0", "+ "}) {
        CAPTURE(unit);
        std::string made = "Qk7!mZ4x";
        while (made.size() < 60'000) {
            made += unit;
        }
        std::string text;
        while (text.size() < 256'000) {
            text += "Qk7!mZ4x";
        }
        const KnownValue one[] = {{made, redactor::Kind::password}};
        CHECK(find_copies(text, one).has_value());
        // Once, whatever it ends with.
        made += "\"/<\u00e9";
        const KnownValue ended[] = {{made, redactor::Kind::password}};
        const auto found = find_copies("it is " + made + " I think", ended);
        REQUIRE(found);
        CHECK(found->size() == 1);
    }
}
