#include "support/catch.h"
#include "test_service.h"

#include <string>

using nlohmann::json;
using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

const std::string value = "wX7!kLm2\"\\#p\xC3\xA9Qz9\t";

struct Sealed {
    std::string ticket;
    std::string credential;
    Sender guest;
};

Sealed seal_one(TestService& service, const json& more = json::object())
{
    json credential{{"kind", "password"}, {"value", value}, {"site", "https://shop.example"}};
    credential.update(more);
    const auto [ticket, guest] = service.guest_ticket({{"subject", "sealed"},
        {"description", "please look"}, {"credentials", json::array({credential})}});
    return {ticket.at("id"), ticket.at("credentials")[0].at("id"), guest};
}

Reply act(TestService& service, const std::string& grant, const char* what, const Sender& sender)
{
    return service.ask("POST", "/v1/grants/" + grant + "/" + what, sender);
}

} // namespace

TEST_CASE("grant: asked, approved, unsealed once, with its entry named", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string grant = service.approved_grant(one.credential, one.guest, agent);
    const Reply unsealed = act(service, grant, "unseal", agent);
    REQUIRE(unsealed.status == 200);
    CHECK(unsealed.json().at("value") == value);
    CHECK(unsealed.json().at("credential") == one.credential);
    const auto seq = unsealed.json().at("audit_seq").get<std::uint64_t>();
    const auto entries =
        service
            .ask("GET", "/v1/audit/entries?from=" + std::to_string(seq) + "&limit=1",
                service.as("auditor"))
            .json();
    CHECK(entries.at("data")[0].at("event") == "credential.unsealed");
    CHECK(entries.at("data")[0].at("entry").at("credential") == one.credential);
    const Reply again = act(service, grant, "unseal", agent);
    CHECK(again.status == 403);
    CHECK(again.problem() == "permission-required");
    CHECK(service.log_text.find("kLm2") == std::string::npos);
}

TEST_CASE("grant: who may not approve is told why, in a word that does not change", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const Sender second = service.new_user("agent2", "agent");
    const Sender admin = service.as("admin");
    const std::string body = R"({"reason":"to look at the login","duration_seconds":60})";
    const auto asked = [&] {
        return service.ask("POST", "/v1/credentials/" + one.credential + "/grants", agent, body)
            .json()
            .at("id")
            .get<std::string>();
    };
    const auto refused = [&](const std::string& grant, const Sender& sender, int status) {
        const Reply answer = act(service, grant, "approve", sender);
        CHECK(answer.status == status);
        return answer.json().value("reason", "none");
    };
    const std::string grant = asked();
    CHECK(refused(grant, agent, 403) == "own_request");
    CHECK(refused(grant, second, 403) == "customer_only");
    // Whose ticket it is not learns nothing, and no role that never answers is told more than its role.
    CHECK(refused(grant, service.as("customer"), 404) == "none");
    CHECK(act(service, grant, "end", second).json().value("reason", "none") == "other_agent");

    const std::string id =
        service.ask("GET", "/v1/session", second).json().at("user").at("id").get<std::string>();
    REQUIRE(
        service.ask("PUT", "/v1/approver-groups/security", admin, R"({"people":[")" + id + "\"]}")
            .status == 200);
    REQUIRE(service
                .ask("PATCH", "/v1/policy", admin,
                    R"({"approver_groups":[{"group":"security","needed":1}]})")
                .status == 200);
    const Sender third = service.new_user("agent3", "agent");
    CHECK(refused(grant, third, 403) == "group");
    CHECK(act(service, grant, "approve", second).status == 200);
    CHECK(refused(grant, second, 409) == "again");
    CHECK(act(service, grant, "break-glass", agent).json().value("reason", "none") == "not_named");
    CHECK(act(service, grant, "approve", one.guest).status == 200);
    REQUIRE(service.ask("PATCH", "/v1/policy", admin, R"({"exclusive":true})").status == 200);
    const std::string other = asked();
    CHECK(refused(other, second, 409) == "exclusive");
}

TEST_CASE("group: a refusal points at the person in the list that was sent", "[server]")
{
    TestService service;
    const Sender admin = service.as("admin");
    const auto id_of = [&](const Sender& sender) {
        return service.ask("GET", "/v1/session", sender)
            .json()
            .at("user")
            .at("id")
            .get<std::string>();
    };
    const std::string agent = id_of(service.as("agent"));
    const std::string customer = id_of(service.as("customer"));
    const std::string nobody = "per_00000000000000000000000000";
    const auto pointer = [&](const std::string& method, const std::string& path,
                             const std::vector<std::string>& people) {
        const Reply answer = service.ask(method, path, admin, json{{"people", people}}.dump());
        CHECK(answer.status == 422);
        CHECK(answer.body.find("per_") == std::string::npos);
        return answer.json().value("pointer", "none");
    };
    CHECK(pointer("PUT", "/v1/approver-groups/security", {agent, customer}) == "/people/1");
    CHECK(pointer("PUT", "/v1/approver-groups/security", {nobody, customer}) == "/people/0");
    CHECK(pointer("PUT", "/v1/break-glass", {agent, agent, nobody}) == "/people/2");
}

TEST_CASE("grant: nobody but its agent, and nobody without approval, gets the value", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const Sender second = service.new_user("agent2", "agent");
    const Reply asked = service.ask("POST", "/v1/credentials/" + one.credential + "/grants", agent,
        R"({"reason":"to look at the login","duration_seconds":60})");
    REQUIRE(asked.status == 201);
    const std::string grant = asked.json().at("id");
    CHECK(act(service, grant, "unseal", agent).status == 403);
    CHECK(act(service, grant, "approve", agent).status == 403);
    CHECK(act(service, grant, "approve", service.as("customer")).status == 404);
    CHECK(act(service, grant, "approve", one.guest).status == 200);
    for (const char* role : {"customer", "auditor", "admin", "guest"}) {
        CHECK(act(service, grant, "unseal", service.as(role)).status == 403);
    }
    const int other = act(service, grant, "unseal", second).status;
    CHECK((other == 403 || other == 404));
    CHECK(act(service, grant, "unseal", agent).status == 200);
}

TEST_CASE("grant: a refusal, an end of time and a revocation are final", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string request =
        R"({"reason":"to look at the login","duration_seconds":60,"unseals_max":3})";
    const auto ask_grant = [&] {
        return service.ask("POST", "/v1/credentials/" + one.credential + "/grants", agent, request)
            .json()
            .at("id")
            .get<std::string>();
    };

    const std::string refused = ask_grant();
    CHECK(act(service, refused, "refuse", one.guest).json().at("state") == "denied");
    CHECK(act(service, refused, "unseal", agent).status == 403);
    CHECK(act(service, refused, "approve", one.guest).status == 409);

    const std::string revoked = ask_grant();
    CHECK(act(service, revoked, "approve", one.guest).status == 200);
    CHECK(act(service, revoked, "unseal", agent).status == 200);
    CHECK(act(service, revoked, "revoke", one.guest).json().at("state") == "revoked");
    CHECK(act(service, revoked, "unseal", agent).status == 403);

    const std::string expired = ask_grant();
    CHECK(act(service, expired, "approve", one.guest).status == 200);
    CHECK(act(service, expired, "unseal", agent).status == 200);
    service.clock.advance(61'000);
    CHECK(act(service, expired, "unseal", agent).status == 403);

    const std::string returned = ask_grant();
    CHECK(act(service, returned, "approve", one.guest).status == 200);
    CHECK(act(service, returned, "end", agent).json().at("state") == "returned");
    CHECK(act(service, returned, "unseal", agent).status == 403);
}

TEST_CASE("consent: given with an approval, shown, and withdrawn at once", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const auto ask = [&] {
        return service
            .ask("POST", "/v1/credentials/" + one.credential + "/grants", agent,
                R"({"reason":"to look at the login","duration_seconds":60})")
            .json();
    };
    const std::string consent = "/v1/credentials/" + one.credential + "/consent";
    const std::string first = ask().at("id");
    CHECK(act(service, first, "approve?consent=ask", one.guest).status == 422);
    CHECK(act(service, first, "approve?consent=hour", one.guest).status == 200);
    const json shown = service.ask("GET", "/v1/credentials/" + one.credential, agent).json();
    CHECK(shown.at("consent") == "hour");
    CHECK(shown.contains("consent_until"));
    CHECK(ask().at("state") == "approved");
    for (const char* bad : {R"({"consent":"always"})", R"({})", R"({"consent":"ask","x":1})"}) {
        CHECK(service.ask("PUT", consent, one.guest, bad).status == 422);
    }
    const Reply withdrawn = service.ask("PUT", consent, one.guest, R"({"consent":"ask"})");
    CHECK(withdrawn.json().at("consent") == "ask");
    CHECK(act(service, first, "unseal", agent).status == 403);
    CHECK(ask().at("state") == "requested");
}

TEST_CASE("grant: revoking can shred the credential before it answers", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string grant = service.approved_grant(one.credential, one.guest, agent);
    CHECK(act(service, grant, "revoke?credential=burn", one.guest).status == 422);
    CHECK(
        act(service, grant, "revoke?credential=shred", one.guest).json().at("state") == "revoked");
    CHECK(service.ask("GET", "/v1/certificates/" + one.credential, one.guest).status == 200);
    CHECK(act(service, grant, "unseal", agent).status == 410);
}

TEST_CASE("grant: a lost answer is fetched again by the same sign-in only", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string grant = service.approved_grant(one.credential, one.guest, agent);
    CHECK(act(service, grant, "fetch-again", agent).status == 403);
    CHECK(act(service, grant, "unseal", agent).status == 200);
    const Reply again = act(service, grant, "fetch-again", agent);
    REQUIRE(again.status == 200);
    CHECK(again.json().at("value") == value);
    CHECK(again.json().at("grant").at("unseals_done") == 1);
    CHECK(act(service, grant, "fetch-again", service.sign_in("agent")).status == 409);
    service.clock.advance(30'000);
    CHECK(act(service, grant, "fetch-again", agent).status == 409);
    CHECK(service.ask("DELETE", "/v1/credentials/" + one.credential, one.guest).status == 200);
    CHECK(act(service, grant, "fetch-again", agent).status == 410);
    CHECK(service.log_text.find("kLm2") == std::string::npos);
}

TEST_CASE(
    "policy: the house's is an admin's, the ticket's its customer's and only stricter", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const Sender admin = service.as("admin");
    const std::string of_ticket = "/v1/tickets/" + one.ticket + "/policy";
    CHECK(service.ask("PATCH", "/v1/policy", admin, R"({"duration_seconds_max":600})")
              .json()
              .at("unseals_max") == 10);
    CHECK(service.ask("GET", of_ticket, one.guest).json().at("duration_seconds_max") == 600);
    CHECK(service.ask("PATCH", of_ticket, one.guest, R"({"duration_seconds_max":601})").status ==
          422);
    CHECK(service.ask("PATCH", of_ticket, one.guest, R"({"exclusive":true})")
              .json()
              .at("duration_seconds_max") == 600);
    CHECK(service.ask("PATCH", "/v1/policy", admin, R"({"unseals_max":11})").status == 422);
    CHECK(service.ask("PATCH", "/v1/policy", admin, R"({"exclusive":"yes"})").status == 422);
    const Reply beyond = service.ask("POST", "/v1/credentials/" + one.credential + "/grants", agent,
        R"({"reason":"to look at the login","duration_seconds":601})");
    CHECK(beyond.status == 422);
    CHECK(beyond.body.find("shorter grants") != std::string::npos);
}

TEST_CASE("grant: a reason that holds a credential is refused and repeated nowhere", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const std::string pasted = "Gr8Pass!word77x";
    const Reply asked =
        service.ask("POST", "/v1/credentials/" + one.credential + "/grants", service.as("agent"),
            json{{"reason", "customer says the password is " + pasted}, {"duration_seconds", 60}}
                .dump());
    CHECK(asked.status == 422);
    CHECK(asked.body.find(pasted) == std::string::npos);
    CHECK(service.log_text.find(pasted) == std::string::npos);
}

TEST_CASE("grant: a reason is what can be read of it, not blanks", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const auto ask = [&](const std::string& reason) {
        return service.ask("POST", "/v1/credentials/" + one.credential + "/grants",
            service.as("agent"), json{{"reason", reason}, {"duration_seconds", 60}}.dump());
    };
    for (const std::string& blank :
        {std::string(40, ' '), "short" + std::string(40, ' '), "  a b c d " + std::string(9, ' '),
            std::string{"\xE3\x80\x80\xE3\x80\x80\xE3\x80\x80\xE3\x80\x80"
                        "\xE2\x80\x8B\xE2\x80\x8B\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0"}}) {
        const Reply reply = ask(blank);
        CHECK(reply.status == 422);
        CHECK(reply.json().at("pointer") == "/reason");
    }
    CHECK(ask("fix login!").status == 201);
    const Reply policy =
        service.ask("PATCH", "/v1/policy", service.as("admin"), R"({"reason_chars_min":20})");
    CHECK(policy.status == 200);
    CHECK(ask("fix login!" + std::string(30, ' ') + "a").status == 422);
    CHECK(ask("fix the login of shop").status == 201);
}

TEST_CASE("close: shreds at once and answers 410 with the certificate to those who saw the ticket",
    "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string grant = service.approved_grant(one.credential, one.guest, agent);
    CHECK(service.ask("GET", "/v1/certificates/" + one.credential, one.guest).status != 200);
    const Reply closed = service.ask("POST", "/v1/tickets/" + one.ticket + "/close", one.guest);
    REQUIRE(closed.status == 200);
    REQUIRE(closed.json().at("shredded").size() == 1);
    const std::string certificate = closed.json().at("shredded")[0].at("certificate");
    for (const Sender& any : {agent, service.new_user("agent2", "agent")}) {
        const Reply unsealed = act(service, grant, "unseal", any);
        CHECK(unsealed.status == 410);
        CHECK(unsealed.json().at("certificate") == certificate);
        CHECK(act(service, grant, "fetch-again", any).status == 410);
    }
    CHECK(service.ask("GET", "/v1/certificates/" + one.credential, one.guest).body == certificate);
    CHECK(service.ask("GET", "/v1/certificates/" + one.credential, service.as("customer")).status ==
          404);
    CHECK(service.ask("POST", "/v1/tickets/" + one.ticket + "/close", one.guest).status == 409);
    CHECK(service.ask("POST", "/v1/audit/verify", service.as("auditor")).json().at("ok") == true);
}

TEST_CASE(
    "close: with a grace nothing is opened, it can be taken back, and its customer can skip it",
    "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    const Sender agent = service.as("agent");
    const std::string path = "/v1/tickets/" + one.ticket;
    CHECK(service
              .ask("PATCH", "/v1/policy", service.as("admin"), R"({"closing_grace_seconds":86401})")
              .status == 422);
    CHECK(
        service.ask("PATCH", "/v1/policy", service.as("admin"), R"({"closing_grace_seconds":600})")
            .json()
            .at("closing_grace_seconds") == 600);
    CHECK(service.ask("PATCH", path + "/policy", one.guest, R"({"closing_grace_seconds":601})")
              .status == 422);
    const std::string grant = service.approved_grant(one.credential, one.guest, agent);
    const Reply closing = service.ask("POST", path + "/close", agent);
    REQUIRE(closing.status == 200);
    CHECK(closing.json().at("state") == "closing");
    CHECK(closing.json().at("shredded").empty());
    const std::string closes_at = closing.json().at("closes_at");
    for (const Sender& any : {agent, one.guest, service.as("auditor")}) {
        const auto seen = service.ask("GET", path, any).json();
        CHECK(seen.at("state") == "closing");
        CHECK(seen.at("closes_at") == closes_at);
    }
    CHECK(act(service, grant, "unseal", agent).status == 403);
    CHECK(service.ask("POST", path + "/messages", agent, R"({"body":"wait"})").status == 409);
    CHECK(service.ask("POST", path + "/certificate", one.guest).status == 409);
    CHECK(service.ask("POST", path + "/close", agent).status == 409);
    CHECK(service.ask("POST", path + "/close?grace=skip", agent).status == 403);
    CHECK(service.ask("POST", path + "/close?grace=no", one.guest).status == 422);
    CHECK(service.ask("POST", path + "/reopen", service.as("customer")).status == 404);
    CHECK(service.ask("POST", path + "/reopen", service.as("auditor")).status == 403);
    CHECK(service.ask("POST", path + "/reopen", agent).json().at("state") == "open");
    CHECK_FALSE(service.ask("GET", path, agent).json().contains("closes_at"));
    CHECK(service.ask("POST", path + "/reopen", agent).status == 409);
    CHECK(service.ask("POST", path + "/close", one.guest).json().at("state") == "closing");
    CHECK(service.ask("POST", path + "/reopen", agent).status == 403);
    const Reply now = service.ask("POST", path + "/close?grace=skip", one.guest);
    REQUIRE(now.status == 200);
    CHECK(now.json().at("state") == "closed");
    CHECK(now.json().at("shredded").size() == 1);
    CHECK(act(service, grant, "unseal", agent).status == 410);
    CHECK(service.ask("POST", path + "/reopen", one.guest).status == 409);
}

TEST_CASE(
    "expiry: what fell due while the service was down is refused from its first moment", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service, {{"expires_in_seconds", 3600}});
    const Sender agent = service.as("agent");
    static_cast<void>(service.approved_grant(one.credential, one.guest, agent));
    service.close_vault();
    service.clock.advance(3'600'000 + 1);
    service.reopen_vault();
    const Sender later = service.sign_in("agent");
    const auto credential =
        service.ask("GET", "/v1/credentials/" + one.credential, one.guest).json();
    CHECK(credential.at("state") == "shredded");
    CHECK(credential.at("cause") == "expired");
    CHECK(service
              .ask("POST", "/v1/credentials/" + one.credential + "/grants", later,
                  R"({"reason":"to look at the login","duration_seconds":60})")
              .status == 410);
}

TEST_CASE("shred: the customer's wish is done when it is answered", "[server]")
{
    TestService service;
    const Sealed one = seal_one(service);
    CHECK(
        service.ask("DELETE", "/v1/credentials/" + one.credential, service.as("auditor")).status ==
        403);
    const Reply shredded = service.ask("DELETE", "/v1/credentials/" + one.credential, one.guest);
    REQUIRE(shredded.status == 200);
    CHECK(shredded.json().at("certificate").get<std::string>().find(one.credential) !=
          std::string::npos);
    CHECK(service.ask("DELETE", "/v1/credentials/" + one.credential, one.guest).status == 410);
}
