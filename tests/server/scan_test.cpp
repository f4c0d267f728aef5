#include "support/catch.h"
#include "test_service.h"

#include <string>

using server_tests::Reply;
using server_tests::TestService;

namespace {

std::string text_body(std::string_view text) { return nlohmann::json{{"text", text}}.dump(); }

} // namespace

TEST_CASE("preview: somebody without an account sees what would be sealed, in bytes and UTF-16",
    "[server]")
{
    TestService service;
    const std::string text = "Grüße 🙂\ndas Passwort lautet Birke!Sturm88, danke";
    const Reply reply = service.ask("POST", "/v1/preview", {}, text_body(text));
    REQUIRE(reply.status == 200);
    const auto findings = reply.json().at("findings");
    REQUIRE(findings.size() == 1);
    const auto& finding = findings[0];
    const auto start = finding.at("start").get<std::size_t>();
    const auto end = finding.at("end").get<std::size_t>();
    CHECK(text.substr(start, end - start) == "Birke!Sturm88");
    // ü and ß are two bytes and one unit each, the smiling face four bytes and two units.
    CHECK(finding.at("start_utf16") == start - 1 - 1 - 2);
    CHECK(finding.at("end_utf16") == end - 1 - 1 - 2);
    CHECK(finding.at("line") == 2);
    CHECK(finding.at("kind") == "password");
    CHECK(reply.body.find("Birke") == std::string::npos);
}

TEST_CASE(
    "preview: the fifth within a second is refused, and the next second takes it again", "[server]")
{
    TestService service;
    const auto ask = [&] { return service.ask("POST", "/v1/preview", {}, text_body("hello")); };
    for (int i = 0; i < 4; ++i) {
        CHECK(ask().status == 200);
    }
    const Reply refused = ask();
    CHECK(refused.status == 429);
    CHECK(refused.headers.contains("Retry-After"));
    service.clock.advance(1000);
    CHECK(ask().status == 200);
}

TEST_CASE("preview: nothing of the text is stored or logged", "[server]")
{
    TestService service;
    (void)service.ask("POST", "/v1/preview", {}, text_body("password: Birke!Sturm88"));
    CHECK(service.log_text.find("Birke") == std::string::npos);
}

TEST_CASE("scan: an agent's text is examined, longer than its bound is refused", "[server]")
{
    TestService service;
    const auto& agent = service.as("agent");
    CHECK(service.ask("POST", "/v1/scan", agent, text_body("password: Birke!Sturm88"))
              .json()
              .at("findings")
              .size() == 1);
    CHECK(
        service
            .ask("POST", "/v1/scan", agent, text_body(std::string((std::size_t{1} << 20) + 1, 'a')))
            .status == 422);
}

TEST_CASE("redact: the values are masked or removed and JSON stays JSON", "[server]")
{
    TestService service;
    const auto& agent = service.as("agent");
    const std::string body = R"({"user":"mara","password":"Birke!Sturm88"})";
    const TestService::Headers json{{"Content-Type", "application/json"}};
    const Reply masked = service.ask("POST", "/v1/redact", agent, body, json);
    REQUIRE(masked.status == 200);
    CHECK(masked.json().at("password") == "[masked:password]");
    CHECK(masked.json().at("user") == "mara");
    const Reply removed = service.ask("POST", "/v1/redact?mode=remove", agent, body, json);
    CHECK(removed.json().at("password") == "");
    CHECK(service.ask("POST", "/v1/redact?mode=seal", agent, body, json).status == 422);
    for (const char* type :
        {"image/png", "text/plain; charset=utf-16", "text/plain;charset=latin1"}) {
        CAPTURE(type);
        CHECK(
            service.ask("POST", "/v1/redact", agent, body, {{"Content-Type", type}}).status == 415);
    }
    for (const char* type : {"text/plain; charset=UTF-8", "Text/Plain;charset=\"utf-8\""}) {
        CAPTURE(type);
        CHECK(
            service.ask("POST", "/v1/redact", agent, body, {{"Content-Type", type}}).status == 200);
    }
}

TEST_CASE("redact: a body that is no UTF-8 is refused, since a value in it would pass", "[server]")
{
    TestService service;
    const auto& agent = service.as("agent");
    const TestService::Headers plain{{"Content-Type", "text/plain"}};
    for (const std::string& bytes :
        {std::string{"password: Birke!Sturm88 \xff"}, std::string{"p\0a\0s\0\xe4\0", 8}}) {
        const Reply refused = service.ask("POST", "/v1/redact", agent, bytes, plain);
        CHECK(refused.status == 422);
        CHECK(refused.body.find("Birke") == std::string::npos);
    }
}
