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
