#include "support/catch.h"
#include "test_service.h"

#include <string>

using nlohmann::json;
using server_tests::Sender;
using server_tests::TestService;

namespace {

json entries(TestService& service, const std::string& query)
{
    return service.ask("GET", "/v1/audit/entries?limit=200&" + query, service.as("auditor"))
        .json()
        .at("data");
}

json own_ticket(TestService& service, const Sender& customer)
{
    return service
        .ask("POST", "/v1/tickets", customer,
            json{{"subject", "mine"}, {"description", "please look"},
                {"credentials", json::array({{{"kind", "password"}, {"value", "wX7!kLm2pQz9"}}})}}
                .dump())
        .json();
}

} // namespace

TEST_CASE(
    "refused: what a role may not do is an entry that names the row and the object", "[server]")
{
    TestService service;
    const json ticket = own_ticket(service, service.as("customer"));
    const std::string credential = ticket.at("credentials")[0].at("id");
    const std::string grant =
        service.approved_grant(credential, service.as("customer"), service.as("agent"));
    for (const char* role : {"customer", "auditor", "admin"})
        CHECK(
            service.ask("POST", "/v1/grants/" + grant + "/unseal", service.as(role)).status == 403);
    const json refused = entries(service, "event=access.refused");
    REQUIRE(refused.size() == 3);
    for (const json& row : refused) {
        const json& entry = row.at("entry");
        CHECK(entry.at("act") == "POST /v1/grants/{grant}/unseal");
        CHECK(entry.at("outcome") == "refused");
        CHECK(entry.at("why") == "role");
        CHECK(entry.at("grant") == grant);
        CHECK(entry.at("credential") == credential);
        CHECK(entry.at("ticket") == ticket.at("id"));
        CHECK(entry.contains("actor"));
        CHECK(row.at("address") == "192.0.2.7");
    }
    // Every object of an address, and what handlers refuse by role.
    const std::string id = ticket.at("id");
    CHECK(service.ask("POST", "/v1/tickets/" + id + "/close", service.as("auditor")).status == 403);
    CHECK(service.ask("GET", "/v1/users", service.as("agent")).status == 403);
    CHECK(service.ask("GET", "/v1/audit/entries", service.as("customer")).status == 403);
    CHECK(service
              .ask("POST", "/v1/tickets/" + id + "/messages", service.as("customer"),
                  R"({"body":"hidden","internal":true})")
              .status == 403);
    const json more = entries(service, "event=access.refused");
    REQUIRE(more.size() == 7);
    CHECK(more[3].at("entry").at("ticket") == id);
    CHECK(more[4].at("entry").at("act") == "GET /v1/users");
    CHECK(more[5].at("entry").at("act") == "GET /v1/audit/entries");
    CHECK(more[6].at("entry").at("act") == "POST /v1/tickets/{ticket}/messages");
    CHECK(service.ask("POST", "/v1/audit/verify", service.as("auditor")).json().at("ok") == true);
}

TEST_CASE(
    "refused: reaching for what is another's is an entry; an id nobody has is not kept", "[server]")
{
    TestService service;
    const std::string id = own_ticket(service, service.as("customer")).at("id");
    const std::string nobodys = "tkt_" + std::string(26, '7');
    for (const std::string& reached : {id, nobodys})
        CHECK(service.ask("GET", "/v1/tickets/" + reached, service.as("guest")).status == 404);
    const json refused = entries(service, "event=access.refused");
    REQUIRE(refused.size() == 2);
    CHECK(refused[0].at("entry").at("why") == "not_theirs");
    CHECK(refused[0].at("entry").at("ticket") == id);
    CHECK_FALSE(refused[1].at("entry").contains("ticket"));
    CHECK(refused.dump().find(nobodys) == std::string::npos);
    // Whoever's ticket it is sees the attempt, and not who the other customer is.
    const json seen =
        service.ask("GET", "/v1/audit/entries?event=access.&ticket=" + id, service.as("customer"))
            .json()
            .at("data");
    REQUIRE(seen.size() == 1);
    CHECK_FALSE(seen[0].contains("actor_name"));
    CHECK_FALSE(seen[0].contains("address"));
    // To who sees everything, 404 is no refusal.
    CHECK(service.ask("GET", "/v1/tickets/" + nobodys, service.as("auditor")).status == 404);
    CHECK(entries(service, "event=access.refused").size() == 2);
}

TEST_CASE("refused: a wrong link to a ticket is a refused sign-in, and so many of them are not",
    "[server]")
{
    TestService service;
    const auto [ticket, guest] =
        service.guest_ticket({{"subject", "first"}, {"description", "nothing secret"}});
    const std::string id = ticket.at("id");
    const Sender wrong{"Ticket " + id + "." + std::string(42, 'B') + "A"};
    for (int i = 0; i < 50; ++i)
        CHECK(service.ask("GET", "/v1/tickets/" + id, wrong).status == 401);
    const json refused = entries(service, "event=session.refused&ticket=" + id);
    CHECK(refused.size() == 30);
    CHECK(refused[0].at("entry").at("why") == "wrong_link");
    CHECK(entries(service, "event=access.limited&ticket=" + id).size() == 1);
    CHECK(service.ask("GET", "/v1/tickets/" + id, guest).status == 200);
}

TEST_CASE("refused: another's ticket in a query is an entry as one in a path is", "[server]")
{
    TestService service;
    const std::string id = own_ticket(service, service.as("customer")).at("id");
    const std::string nobodys = "tkt_" + std::string(26, '7');
    for (const char* address : {"/v1/audit/entries?ticket=", "/v1/grants?ticket="})
        for (const std::string& reached : {id, nobodys})
            CHECK(service.ask("GET", address + reached, service.as("guest")).status == 404);
    const json refused = entries(service, "event=access.refused");
    REQUIRE(refused.size() == 4);
    for (const std::size_t at : {0UL, 2UL}) {
        CHECK(refused[at].at("entry").at("why") == "not_theirs");
        CHECK(refused[at].at("entry").at("ticket") == id);
        CHECK_FALSE(refused[at + 1].at("entry").contains("ticket"));
    }
    CHECK(refused[0].at("entry").at("act") == "GET /v1/audit/entries");
    CHECK(refused[2].at("entry").at("act") == "GET /v1/grants");
    CHECK(refused.dump().find(nobodys) == std::string::npos);
}

TEST_CASE("refused: a link tried at a ticket that has none is a refused sign-in", "[server]")
{
    TestService service;
    const std::string id = own_ticket(service, service.as("customer")).at("id");
    const Sender linked{"Ticket " + id + "." + std::string(42, 'B') + "A"};
    for (int i = 0; i < 50; ++i)
        CHECK(service.ask("GET", "/v1/tickets/" + id, linked).status == 401);
    const json refused = entries(service, "event=session.refused&ticket=" + id);
    REQUIRE(refused.size() == 30);
    CHECK(refused[0].at("entry").at("why") == "no_link");
    CHECK(refused[0].at("address") == "192.0.2.7");
    CHECK(entries(service, "event=access.limited&ticket=" + id).size() == 1);
}

TEST_CASE("refused: a reason that holds a credential is an entry without it", "[server]")
{
    TestService service;
    const json ticket = own_ticket(service, service.as("customer"));
    const std::string credential = ticket.at("credentials")[0].at("id");
    const auto asked = service.ask("POST", "/v1/credentials/" + credential + "/grants",
        service.as("agent"),
        json{{"reason", "to look, with password: hT5!mNq8Rz2w"}, {"duration_seconds", 600}}.dump());
    CHECK(asked.status == 422);
    CHECK(asked.json().at("detail").get<std::string>().find("credential") != std::string::npos);
    const json refused = entries(service, "event=grant.requested");
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].at("entry").at("outcome") == "refused");
    CHECK(refused[0].at("entry").at("why") == "reason");
    CHECK(refused[0].at("entry").at("credential") == credential);
    CHECK_FALSE(refused[0].contains("reason"));
}

TEST_CASE(
    "refused: a wrong setup code is an entry of nobody, and so many of them are not", "[server]")
{
    server::Config config;
    config.sign_ins_per_source_per_minute = 1000;
    TestService service{config, server_tests::Ground::new_vault};
    const std::string body =
        R"({"code":"AAAA-AAAA-AAAA-AAAA","login":"eve","password":"correct horse 42 battery"})";
    for (int i = 0; i < 50; ++i)
        CHECK(service.ask("POST", "/v1/setup", {}, body).status == 403);
    (void)service.as("admin");
    const json made = entries(service, "event=user.created");
    REQUIRE(made.size() > 30);
    for (std::size_t at = 0; at < 30; ++at) {
        const json& entry = made[at].at("entry");
        CHECK(entry.at("outcome") == "refused");
        CHECK(entry.at("why") == "setup_code");
        CHECK(entry.at("authn") == "none");
        CHECK_FALSE(entry.contains("actor"));
        CHECK(made[at].at("address") == "192.0.2.7");
    }
    CHECK(made[30].at("entry").at("outcome") == "ok");
    CHECK(entries(service, "event=access.limited").size() == 1);
}

TEST_CASE(
    "refused: sign-ins beyond the limit are one entry for each account and minute", "[server]")
{
    server::Config config;
    config.sign_ins_per_account_per_minute = 3;
    config.sign_ins_per_source_per_minute = 1000;
    TestService service{config};
    (void)service.as("auditor");
    const auto attempt = [&](const char* login) {
        return service
            .ask("POST", "/v1/session", {},
                json{{"login", login}, {"password", "wrong horse 42 battery"}, {"kind", "bearer"}}
                    .dump())
            .status;
    };
    for (std::size_t minute = 1; minute <= 2; ++minute) {
        service.clock.advance(60'000);
        for (const char* login : {"agent", "nobody-at-all"}) {
            for (int i = 0; i < 3; ++i)
                CHECK(attempt(login) == 401);
            for (int i = 0; i < 20; ++i)
                CHECK(attempt(login) == 429);
        }
        const json limited = entries(service, "event=access.limited");
        REQUIRE(limited.size() == 2 * minute);
        const json& account = limited[limited.size() - 2];
        const json& nobody = limited[limited.size() - 1];
        CHECK(account.at("entry").contains("person"));
        CHECK_FALSE(nobody.at("entry").contains("person"));
        for (const json& row : {account, nobody}) {
            CHECK(row.at("entry").at("why") == "sign_in");
            CHECK(row.at("entry").at("outcome") == "refused");
            CHECK(row.at("address") == "192.0.2.7");
        }
        CHECK(limited.dump().find("nobody-at-all") == std::string::npos);
    }
}
