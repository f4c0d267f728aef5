#include "support/catch.h"
#include "test_service.h"

#include <algorithm>
#include <string>

using nlohmann::json;
using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

const std::string ftp_password = "Tr0ub4dor&Horse91";
const std::string entered_password = "wX7!kLm2#pQz9";

json full_ticket()
{
    return {{"subject", "Plugin fails after update"},
        {"description", "Hello,\nthe FTP password is " + ftp_password + " and I also use " +
                            entered_password + " in the admin.\nThanks"},
        {"environment", "PHP 8.2\nDB_PASSWORD=" + ftp_password + "\n"},
        {"contact", {{"name", "Ada"}, {"email", "ada@example.com"}}},
        {"credentials", {{{"kind", "password"}, {"value", entered_password},
                            {"site", "https://shop.example/wp-admin"}, {"user", "ada"},
                            {"expires_in_seconds", 3600}}}}};
}

} // namespace

TEST_CASE("ticket: nothing secret stays in what anybody reads", "[server]")
{
    TestService service;
    const auto [ticket, guest] = service.guest_ticket(full_ticket());
    CHECK(ticket.at("state") == "open");
    CHECK(ticket.at("receipt").get<std::string>().size() > 100);
    CHECK(ticket.at("link").at("url").get<std::string>().starts_with(
        "https://vault.test:8443/#/ticket/tkt_"));
    for (const Sender& reader : {guest, service.as("agent")}) {
        const Reply shown =
            service.ask("GET", "/v1/tickets/" + ticket.at("id").get<std::string>(), reader);
        REQUIRE(shown.status == 200);
        CHECK(shown.body.find(ftp_password) == std::string::npos);
        CHECK(shown.body.find(entered_password) == std::string::npos);
        const json read = shown.json();
        CHECK(read.at("description").get<std::string>().find("[sealed:password:crd_") !=
              std::string::npos);
        CHECK(read.at("customer_name") == "Ada");
        CHECK(std::ranges::count(read.at("credentials"), json("entered"),
                  [](const json& one) { return one.at("source"); }) == 1);
    }
    CHECK(service.log_text.find(ftp_password) == std::string::npos);
    CHECK(service.log_text.find(entered_password) == std::string::npos);
    CHECK(service.log_text.find("Ada") == std::string::npos);
    CHECK(service.log_text.find("/v1/tickets/{ticket}") != std::string::npos);
}

TEST_CASE("ticket: somebody else's looks like one that is not there", "[server]")
{
    TestService service;
    const auto [ticket, guest] = service.guest_ticket(full_ticket());
    const std::string id = ticket.at("id");
    const std::string credential = ticket.at("credentials")[0].at("id");
    const std::string none = "tkt_00000000000000000000000000";
    for (const Sender& other : {service.as("customer"), service.as("guest")}) {
        const Reply theirs = service.ask("GET", "/v1/tickets/" + id, other);
        CHECK(theirs.status == 404);
        CHECK(theirs.body == service.ask("GET", "/v1/tickets/" + none, other).body);
        CHECK(service.ask("POST", "/v1/tickets/" + id + "/close", other).status == 404);
        CHECK(service.ask("POST", "/v1/tickets/" + id + "/messages", other, R"({"body":"hello"})")
                  .status == 404);
        CHECK(service.ask("GET", "/v1/credentials/" + credential, other).status == 404);
        CHECK(service.ask("DELETE", "/v1/credentials/" + credential, other).status == 404);
        CHECK(service.ask("GET", "/v1/certificates/" + credential, other).status == 404);
        CHECK(service.ask("GET", "/v1/audit/entries?ticket=" + id, other).status == 404);
    }
}

TEST_CASE("ticket: a refused one stores nothing", "[server]")
{
    TestService service;
    const auto queue = [&] {
        return service.ask("GET", "/v1/tickets", service.as("agent")).json().at("data").size();
    };
    (void)service.as("agent");
    const auto refused = [&](const json& ticket, const char* pointer) {
        INFO(pointer);
        const Reply reply = service.ask("POST", "/v1/tickets", {}, ticket.dump());
        CHECK(reply.status == 422);
        CHECK(reply.problem() == "invalid");
        CHECK(reply.json().at("pointer") == pointer);
    };
    const json good{{"subject", "a"}, {"description", "b"}};
    const auto with = [&](const char* name, json value) {
        json ticket = good;
        ticket[name] = std::move(value);
        return ticket;
    };
    refused({{"subject", "a"}}, "/description");
    refused(with("subject", std::string(301, 'x')), "/subject");
    refused(with("subject", "two\nlines"), "/subject");
    refused(with("description", std::string(256 * 1024 + 1, 'x')), "/description");
    refused(with("environment", 7), "/environment");
    refused(with("colour", "red"), "");
    refused(with("credentials", json::array({{{"kind", "passport"}, {"value", "x"}}})),
        "/credentials/0/kind");
    refused(with("credentials", json::array({{{"kind", "password"}, {"value", ""}}})),
        "/credentials/0/value");
    refused(with("credentials",
                json::array({{{"kind", "password"}, {"value", "x"}, {"expires_in_seconds", 59}}})),
        "/credentials/0/expires_in_seconds");
    refused(with("credentials", json::array({{{"kind", "password"}, {"value", "x"}, {"port", 0}}})),
        "/credentials/0/port");
    refused(with("credentials",
                json::array({{{"kind", "password"}, {"value", std::string(65537, 'x')}}})),
        "/credentials/0/value");
    json many = json::array();
    for (int i = 0; i < 5; ++i) {
        many.push_back({{"kind", "password"}, {"value", std::string(65536, 'x')}});
    }
    refused(with("credentials", many), "/credentials");
    refused(with("attachments", json::array({{{"name", "a.txt"}, {"size", 0}}})),
        "/attachments/0/size");
    refused(with("attachments",
                json::array({{{"name", "a.txt"}, {"size", 1}, {"media_type", "text"}}})),
        "/attachments/0/media_type");
    CHECK(service.ask_cut("POST", "/v1/tickets", {}, good.dump(), 1000).status == 400);
    CHECK(queue() == 0);
}

TEST_CASE("ticket: tickets without an account are limited by source", "[server]")
{
    server::Config config;
    config.guest_tickets_per_source_per_hour = 2;
    TestService service{config};
    const std::string ticket = R"({"subject":"a","description":"b"})";
    CHECK(service.ask("POST", "/v1/tickets", {}, ticket).status == 201);
    CHECK(service.ask("POST", "/v1/tickets", {}, ticket).status == 201);
    const Reply refused = service.ask("POST", "/v1/tickets", {}, ticket);
    CHECK(refused.status == 429);
    CHECK(refused.headers.contains("Retry-After"));
    CHECK(service.ask("POST", "/v1/tickets", service.as("customer"), ticket).status == 201);

    server::Config closed;
    closed.guest_tickets = false;
    TestService without{closed};
    CHECK(without.ask("POST", "/v1/tickets", {}, ticket).status == 401);
}

TEST_CASE("ticket: a reply is scanned, and a placeholder quoted in it stays what it is", "[server]")
{
    TestService service;
    const auto [ticket, guest] = service.guest_ticket(full_ticket());
    const std::string path = "/v1/tickets/" + ticket.at("id").get<std::string>() + "/messages";
    const std::string quoted =
        "[sealed:password:" + ticket.at("credentials")[0].at("id").get<std::string>() + "]";
    const std::string foreign = "[sealed:password:crd_00000000000000000000000000]";
    const Reply reply = service.ask("POST", path, guest,
        json{{"body",
                 "as I said " + quoted + " " + foreign + "\nmy new password is Blu3Berry!Pie77"}}
            .dump());
    REQUIRE(reply.status == 201);
    const std::string body = reply.json().at("body");
    CHECK(body.find(quoted) != std::string::npos);
    CHECK(body.find(foreign) == std::string::npos);
    CHECK(body.find("Blu3Berry") == std::string::npos);
    CHECK(reply.json().at("credentials").size() == 1);
    CHECK(service.ask("POST", path, guest, R"({"body":"secret note","internal":true})").status ==
          403);
    CHECK(service
              .ask("POST", path, service.as("agent"),
                  R"({"body":"looks like a config fault","internal":true})")
              .status == 201);
    CHECK(service.ask("GET", path.substr(0, path.rfind('/')), guest).json().at("messages").size() ==
          1);
}
