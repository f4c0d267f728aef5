#include "access/route.h"
#include "support/catch.h"
#include "test_service.h"

#include <set>
#include <string>

using namespace server;
using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

constexpr CallerKind every_kind[] = {CallerKind::nobody, CallerKind::guest, CallerKind::customer,
    CallerKind::agent, CallerKind::auditor, CallerKind::admin};

// The pattern with an id that is well-formed and nobody's.
std::string target_of(const Route& route)
{
    std::string target{route.pattern.text()};
    // Without a ticket a customer's question for entries is refused: only those of his tickets are his.
    if (std::ranges::find(route.query, "ticket") != route.query.end()) {
        target += "?ticket=tkt_" + std::string(26, '0');
    }
    const std::size_t brace = target.find('{');
    if (brace == std::string::npos) {
        return target;
    }
    const std::size_t end = target.find('}');
    const std::string name = target.substr(brace + 1, end - brace - 1);
    if (name == "seq" || name == "group" || name == "tile" || name == "bundle")
        return target.replace(brace, end - brace + 1,
            name == "seq"     ? "0"
            : name == "group" ? "security"
            : name == "tile"  ? "0/000.p/1"
                              : "000.p/1");
    const std::string prefix = name == "ticket"       ? "tkt_"
                               : name == "credential" ? "crd_"
                               : name == "grant"      ? "grt_"
                               : name == "attachment" ? "att_"
                                                      : "per_";
    return target.replace(brace, end - brace + 1, prefix + std::string(26, '0'));
}

// One that is understood up to the handler, so that a refusal is the table's.
std::string body_of(const Route& route)
{
    return route.body == Body::json ? R"({"unknown-member":1})" : "";
}

} // namespace

TEST_CASE("access: every cell of the table is as the table says", "[server]")
{
    TestService service;
    for (const Route& route : routes()) {
        // These end the session that the other cells need, or verify the log; the story covers them.
        for (const CallerKind kind : every_kind) {
            if (route.pattern.text() == "/v1/session" && route.method == Method::del) {
                continue;
            }
            const Reply reply = service.ask(to_string(route.method), target_of(route),
                service.as(std::string{to_string(kind)}), body_of(route));
            INFO(to_string(route.method) << " " << route.pattern.text() << " as " << to_string(kind)
                                         << ": " << reply.status << " " << reply.body);
            const bool allowed = route.callers.is_everyone() || route.callers.contains(kind);
            if (allowed) {
                CHECK(reply.status != 401);
                CHECK(reply.status != 403);
                CHECK(reply.status < 500);
            } else {
                CHECK(reply.status == (kind == CallerKind::nobody ? 401 : 403));
            }
        }
    }
}

TEST_CASE(
    "access: an address without a row is 404, another method is 405 and names the ones there are",
    "[server]")
{
    TestService service;
    for (const char* unknown : {"/", "/v1", "/v1/", "/v1/tickets/", "/v1/tickets/tkt_x",
             "/v1/tickets/crd_00000000000000000000000000", "/v1/tickets//messages", "/v2/tickets",
             "/v1/tickets/tkt_00000000000000000000000000/", "/healthz/", "/v1/approver-groups/",
             "/v1/approver-groups/Security", "/v1/approver-groups/two%20words",
             "/v1/approver-groups/a-name-of-thirty-one-characters"}) {
        INFO(unknown);
        CHECK(service.ask("GET", unknown, {}).status == 404);
    }
    const Reply reply = service.ask("DELETE", "/v1/tickets", {});
    CHECK(reply.status == 405);
    CHECK(reply.headers.at("Allow") == "POST, GET");
    CHECK(service.ask("HEAD", "/healthz", {}).status == 200);
}

TEST_CASE(
    "access: a broken sign-in is 401 whatever it looks like, also where none is needed", "[server]")
{
    TestService service;
    const std::string id = "tkt_00000000000000000000000000";
    for (const std::string& wrong : {std::string{"Bearer"}, std::string{"Bearer "},
             std::string{"Bearer tvs_"}, "Bearer tvs_" + std::string(43, 'A'),
             "Bearer " + std::string(43, 'A'), std::string{"Basic YTpi"}, "Ticket " + id,
             "Ticket " + id + ".", "Ticket " + id + "." + std::string(43, 'A'),
             std::string{"Ticket ."}, std::string{"x"}}) {
        INFO(wrong);
        CHECK(service.ask("GET", "/v1/tickets", {wrong}).status == 401);
        CHECK(service.ask("POST", "/v1/tickets", {wrong}, R"({"subject":"a","description":"b"})")
                  .status == 401);
    }
}

TEST_CASE(
    "access: unknown and repeated query parameters and bodies nobody asked for are 422", "[server]")
{
    TestService service;
    const Sender& customer = service.as("customer");
    CHECK(service.ask("GET", "/v1/tickets?limit=5", customer).status == 200);
    CHECK(service.ask("GET", "/v1/tickets?limits=5", customer).status == 422);
    CHECK(service.ask("GET", "/v1/tickets?limit=5&limit=5", customer).status == 422);
    CHECK(service.ask("GET", "/v1/tickets?limit=0", customer).status == 422);
    CHECK(service.ask("GET", "/v1/tickets?limit=201", customer).status == 422);
    CHECK(service.ask("GET", "/v1/tickets?limit=5x", customer).status == 422);
    CHECK(service.ask("GET", "/v1/tickets?cursor=hunter2", customer).status == 422);
    CHECK(service.ask("GET", "/v1/grants?state=maybe", customer).status == 422);
    CHECK(service.ask("GET", "/v1/grants?ticket=crd_00000000000000000000000000", customer).status ==
          422);
    CHECK(service.ask("GET", "/v1/audit/entries?since=yesterday", service.as("auditor")).status ==
          422);
    for (const char* event : {"credential.opened", "grant", "g.", ".", "credential.unsealed%20"}) {
        const Reply reply = service.ask(
            "GET", std::string{"/v1/audit/entries?event="} + event, service.as("auditor"));
        CHECK(reply.status == 422);
        CHECK(reply.json().at("pointer") == "?event");
    }
    CHECK(
        service.ask("GET", "/v1/audit/entries?event=grant.", service.as("auditor")).status == 200);
    CHECK(service.ask("GET", "/v1/tickets", customer, "{}").status == 422);
    CHECK(service.ask("GET", "/healthz?x=1", {}).status == 422);
}

TEST_CASE(
    "access: a JSON body must say that it is JSON and be as large as its row allows", "[server]")
{
    TestService service;
    CHECK(service.ask("POST", "/v1/session", {}, "{}", {{"Content-Type", "text/plain"}}).status ==
          415);
    CHECK(service
              .ask("POST", "/v1/session", {}, "{}",
                  {{"Content-Type", "application/json; charset=UTF-8"}})
              .status == 422);
    CHECK(service
              .ask("POST", "/v1/session", {}, "{}",
                  {{"Content-Type", "application/json; charset=latin1"}})
              .status == 415);
    CHECK(service.ask("POST", "/v1/session", {}, std::string(20'000, ' ')).status == 413);
    CHECK(service.ask("POST", "/v1/session", {}, "{").status == 400);
    CHECK(service.ask("POST", "/v1/session", {}, "\"\xFF\"").status == 400);
    CHECK(service.ask("POST", "/v1/session", {}, R"({"login":"a","login":"a"})").status == 422);
    CHECK(service.ask_cut("POST", "/v1/session", {}, R"({"login":)", 100).status == 400);
}

TEST_CASE("access: errors repeat nothing that was sent", "[server]")
{
    TestService service;
    const std::string marker = "hunter2Marker";
    for (const std::string& body : {R"({")" + marker + R"(":1})",
             R"({"login":")" + marker + "\\u0001" + R"(","password":"x","kind":"bearer"})",
             R"({"login":"a","password":")" + marker + R"(","kind":")" + marker + R"("})", marker,
             "[\"" + marker}) {
        const Reply reply = service.ask("POST", "/v1/session", {}, body);
        CHECK(reply.status >= 400);
        CHECK(reply.body.find(marker) == std::string::npos);
    }
    CHECK(service.ask("GET", "/v1/" + marker, {}).body.find(marker) == std::string::npos);
    CHECK(service.ask("GET", "/v1/tickets?" + marker + "=" + marker, service.as("customer"))
              .body.find(marker) == std::string::npos);
    CHECK(service.log_text.find(marker) == std::string::npos);
}
