#include "redactor/rewrite.h"

#include <string>

#include <nlohmann/json.hpp>

#include "scanning.h"
#include "support/catch.h"

using redactor::rewrite;
using redactor_tests::findings_of;

namespace {

std::string masked(const std::string& text)
{
    return rewrite(text, findings_of(text), redactor::mask);
}

} // namespace

TEST_CASE("Rewrite: everything but the findings stays byte for byte", "[redactor]")
{
    const std::string text = "A\r\nDB_PASSWORD=Tundra77pine\r\n\tTäst\xFF\n";
    CHECK(masked(text) == "A\r\nDB_PASSWORD=[masked:password]\r\n\tTäst\xFF\n");
}

TEST_CASE("Rewrite: no sealed byte is left in the output", "[redactor]")
{
    const std::string text = "password: Copper+Lantern7 and https://olga:rooft0p#x@arlen.test/ and "
                             "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX";
    const std::string out = masked(text);
    for (const char* secret : {"Copper+Lantern7", "rooft0p#x", "ghp_0aB1"}) {
        CHECK(out.find(secret) == std::string::npos);
    }
}

TEST_CASE("Rewrite: redacting a second time changes nothing", "[redactor]")
{
    const std::string once = masked("the password is Copper+Lantern7\nDB_PASSWORD=Tundra77pine\n");
    CHECK(masked(once) == once);
}

TEST_CASE("Rewrite: a JSON document stays one", "[redactor]")
{
    const std::string text =
        R"({"password":"a\"b\\c#Kiesel9","n":[{"name":"token","value":"0f9a8b7c6d5e4f3a2b1c0f9a"}],)"
        R"("log":"DB_PASSWORD=Tundra77pine\nnext line","k":"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFxgq0ZzQ1kq5Jc5o0u3\n-----END PRIVATE KEY-----\n"})";
    REQUIRE_FALSE(nlohmann::json::parse(text, nullptr, false).is_discarded());
    const std::string out = masked(text);
    CHECK(out != text);
    CHECK_FALSE(nlohmann::json::parse(out, nullptr, false).is_discarded());
    CHECK(out.find("Tundra77pine") == std::string::npos);
    CHECK(out.find("Kiesel9") == std::string::npos);
}

TEST_CASE("Rewrite: the placeholder is put in for each finding in order", "[redactor]")
{
    const std::string text = "DB_PASSWORD=Tundra77pine\nFTP_PASSWORD=Larch.6.ember";
    int next = 0;
    const std::string out = rewrite(text, findings_of(text), [&](const redactor::Finding& finding) {
        return redactor::placeholder(finding.kind, "crd_" + std::to_string(++next));
    });
    CHECK(out == "DB_PASSWORD=[sealed:password:crd_1]\nFTP_PASSWORD=[sealed:password:crd_2]");
}

TEST_CASE("Rewrite: a forged placeholder is escaped, a known one is kept", "[redactor]")
{
    const std::string known[] = {std::string("crd_A")};
    CHECK(rewrite("x [sealed:password:crd_A] [sealed:password:crd_B]", {}, redactor::mask, known) ==
          "x [sealed:password:crd_A] [sealed\\:password:crd_B]");
    const std::string json = rewrite(R"({"a":"[sealed:pin:crd_B]"})", {}, redactor::mask, known);
    CHECK(nlohmann::json::parse(json)["a"] == "[sealed\\:pin:crd_B]");
}

TEST_CASE(
    "Rewrite: the id in a placeholder of another ticket is no secret, also where it was escaped "
    "before",
    "[redactor]")
{
    const std::string id = "crd_35pgh7k2m4n6q8r9s0tvwxyz12";
    for (const std::string& text : {"use [sealed:password:" + id + "] please",
             "password: [sealed\\:password:" + id + "]", "credential password: " + id}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
    // One letter that no id has makes it a value like any other.
    std::string value = id;
    value.back() = 'u';
    CHECK(findings_of("credential password: " + value).size() == 1);
}

TEST_CASE("Rewrite: a known id under a kind that does not exist is forged", "[redactor]")
{
    const std::string known[] = {std::string("crd_A")};
    CHECK(rewrite("[sealed:nonsense:crd_A]", {}, redactor::mask, known) ==
          "[sealed\\:nonsense:crd_A]");
}
