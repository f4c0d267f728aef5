#include "support/catch.h"
#include "test_service.h"

#include <string>

using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

std::string sign_in(std::string_view login, std::string_view password, std::string_view kind)
{
    return nlohmann::json{{"login", login}, {"password", password}, {"kind", kind}}.dump();
}

} // namespace

TEST_CASE("session: an unknown login and a wrong password look alike", "[server]")
{
    TestService service;
    (void)service.as("admin");
    const Reply unknown = service.ask(
        "POST", "/v1/session", {}, sign_in("nobody-here", "correct horse 42 battery", "bearer"));
    const Reply wrong = service.ask(
        "POST", "/v1/session", {}, sign_in("admin", "wrong horse 42 battery", "bearer"));
    CHECK(unknown.status == 401);
    CHECK(wrong.status == 401);
    CHECK(unknown.body == wrong.body);
}

TEST_CASE(
    "session: a page must send its Origin and CSRF token with every unsafe request", "[server]")
{
    TestService service;
    (void)service.as("admin");
    const Reply session =
        service.ask("POST", "/v1/session", {}, sign_in("admin", server_tests::password, "cookie"),
            {{"Origin", "https://vault.test:8443"}});
    REQUIRE(session.status == 201);
    CHECK_FALSE(session.json().contains("token"));
    const std::string set_cookie = session.headers.at("Set-Cookie");
    CHECK(set_cookie.starts_with("__Host-session=tvs_"));
    for (const char* attribute : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"}) {
        CHECK(set_cookie.find(attribute) != std::string::npos);
    }
    const std::string cookie = set_cookie.substr(0, set_cookie.find(';'));
    const std::string csrf = session.json().at("csrf");
    const std::string body =
        R"({"login":"eve","role":"agent","password":"correct horse 42 battery"})";
    const auto create = [&](const TestService::Headers& more) {
        TestService::Headers headers{{"Cookie", "a=b; " + cookie}};
        headers.insert(headers.end(), more.begin(), more.end());
        return service.ask("POST", "/v1/users", {}, body, headers).status;
    };
    CHECK(create({}) == 403);
    CHECK(create({{"X-CSRF-Token", csrf}}) == 403);
    CHECK(create({{"Origin", "https://vault.test:8443"}}) == 403);
    CHECK(create({{"Origin", "https://vault.test:8443"}, {"X-CSRF-Token", csrf + "x"}}) == 403);
    CHECK(create({{"Origin", "https://evil.test"}, {"X-CSRF-Token", csrf}}) == 403);
    CHECK(create({{"Origin", "null"}, {"X-CSRF-Token", csrf}}) == 403);
    CHECK(create({{"Origin", "https://vault.test:8443"}, {"X-CSRF-Token", csrf}}) == 201);
    CHECK(service.ask("GET", "/v1/session", {}, {}, {{"Cookie", cookie}}).status == 200);
    // The cookie's token is no bearer token.
    CHECK(service.ask("GET", "/v1/session", {"Bearer " + cookie.substr(cookie.find('=') + 1)})
              .status == 401);
}

TEST_CASE("session: another site cannot sign a visitor in", "[server]")
{
    TestService service;
    (void)service.as("admin");
    CHECK(service
              .ask("POST", "/v1/session", {}, sign_in("admin", server_tests::password, "cookie"),
                  {{"Origin", "https://evil.test"}})
              .status == 403);
}

TEST_CASE("session: what was signed out stays out, and so does a disabled user", "[server]")
{
    TestService service;
    const Sender agent = service.as("agent");
    const auto id =
        service.ask("GET", "/v1/session", agent).json().at("user").at("id").get<std::string>();
    const Sender second = service.new_user("agent2", "agent");
    CHECK(service.ask("DELETE", "/v1/session", second).status == 204);
    CHECK(service.ask("GET", "/v1/session", second).status == 401);
    CHECK(service.ask("PATCH", "/v1/users/" + id, service.as("admin"), R"({"disabled":true})")
              .status == 200);
    CHECK(service.ask("GET", "/v1/tickets", agent).status == 401);
    CHECK(service.ask("POST", "/v1/session", {}, sign_in("agent", server_tests::password, "bearer"))
              .status == 401);
}

TEST_CASE("session: attempts for one login are limited whatever its spelling, and the limit ends",
    "[server]")
{
    server::Config config;
    config.sign_ins_per_account_per_minute = 3;
    TestService service{config};
    (void)service.as("admin");
    service.clock.advance(60'000);
    for (const char* spelling : {"admin", "Admin", "ADMIN"}) {
        CHECK(service
                  .ask("POST", "/v1/session", {},
                      sign_in(spelling, "wrong horse 42 battery", "bearer"))
                  .status == 401);
    }
    const Reply refused =
        service.ask("POST", "/v1/session", {}, sign_in("aDmin", server_tests::password, "bearer"));
    CHECK(refused.status == 429);
    CHECK(std::stoi(refused.headers.at("Retry-After")) > 0);
    service.clock.advance(60'000);
    CHECK(service.ask("POST", "/v1/session", {}, sign_in("admin", server_tests::password, "bearer"))
              .status == 201);
}

TEST_CASE("setup: only the printed code makes the first admin, and only the first", "[server]")
{
    TestService service{{}, server_tests::Ground::new_vault};
    const std::string body =
        R"({"code":"AAAA-AAAA-AAAA-AAAA","login":"eve","password":"correct horse 42 battery"})";
    CHECK(service.ask("POST", "/v1/setup", {}, body).status == 403);
    (void)service.as("admin");
    CHECK(service.ask("POST", "/v1/setup", {}, body).status == 409);
}

TEST_CASE(
    "session: a password is changed with the current one, and guesses are counted", "[server]")
{
    TestService service;
    const Sender& agent = service.as("agent");
    const auto change = [&](std::string_view current, std::string_view fresh) {
        return service.ask("PUT", "/v1/session/password", agent,
            nlohmann::json{{"current_password", current}, {"password", fresh}}.dump());
    };
    CHECK(change("wrong horse 42 battery", "a better horse 43").problem() == "forbidden");
    CHECK(change(server_tests::password, "short").status == 422);
    CHECK(service.ask("PUT", "/v1/session/password", service.as("nobody"), "{}").status == 401);
    CHECK(change(server_tests::password, "a better horse 43").status == 204);
    CHECK(service.ask("GET", "/v1/session", agent).status == 200);
    CHECK(service.ask("POST", "/v1/session", {}, sign_in("agent", "a better horse 43", "bearer"))
              .status == 201);
    int last = 0;
    for (int attempt = 0; attempt < 20 && last != 429; ++attempt) {
        last = change("wrong horse 42 battery", "a better horse 44").status;
    }
    CHECK(last == 429);
}

TEST_CASE("session: an admin sets a password for others only", "[server]")
{
    TestService service;
    const Sender& agent = service.as("agent");
    const Sender& admin = service.as("admin");
    const auto id_of = [&](const Sender& sender) {
        return service.ask("GET", "/v1/session", sender)
            .json()
            .at("user")
            .at("id")
            .get<std::string>();
    };
    const std::string target = "/v1/users/" + id_of(agent) + "/password";
    const std::string body = R"({"password":"a better horse 43"})";
    CHECK(service.ask("PUT", target, agent, body).status == 403);
    CHECK(service.ask("PUT", target, admin, R"({"password":"short"})").status == 422);
    CHECK(service.ask("PUT", "/v1/users/" + id_of(admin) + "/password", admin, body).problem() ==
          "conflict");
    CHECK(service.ask("PUT", "/v1/users/per_00000000000000000000000000/password", admin, body)
              .status == 404);
    CHECK(service.ask("PUT", target, admin, body).status == 204);
    CHECK(service.ask("GET", "/v1/session", agent).status == 401);
    CHECK(service.ask("POST", "/v1/session", {}, sign_in("agent", "a better horse 43", "bearer"))
              .status == 201);
}
