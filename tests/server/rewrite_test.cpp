#include "support/catch.h"
#include "test_service.h"

#include <string>
#include <thread>

using nlohmann::json;
using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

// Nothing about it says what it is until somebody does.
const std::string value = "tall-Willow-2231-gate";
const std::string confirming = "The FTP password is " + value;

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

Reply put(
    TestService& service, const json& attachment, const Sender& guest, const std::string& text)
{
    return service.ask("PUT", attachment.at("upload").get<std::string>(), guest, text,
        {{"Content-Type", "application/octet-stream"}});
}

// A ticket that says the value in every place a text can stand, before anybody knows for what it is.
struct Ground {
    TestService service;
    json ticket;
    Sender guest;
    std::string path;

    explicit Ground(const std::string& text_file = {}, const std::string& document = {})
    {
        json asked{{"subject", "Is it " + value + "?"},
            {"description", "I typed " + value + " and nothing happened. Twice: " + value},
            {"environment", "last line: " + value},
            {"credentials",
                {{{"kind", "pin"}, {"value", "730164"}, {"note", "not " + value + " but this"}}}}};
        if (!text_file.empty()) {
            asked["attachments"] = {{{"name", "trace.log"}, {"size", text_file.size()}},
                {{"name", "note.rtf"}, {"size", document.size()}}};
        }
        std::tie(ticket, guest) = service.guest_ticket(asked);
        path = "/v1/tickets/" + ticket.at("id").get<std::string>();
        if (!text_file.empty()) {
            const auto& announced = ticket.at("attachments");
            REQUIRE(put(service, announced[0], guest, text_file).json().at("state") == "stored");
            REQUIRE(put(service, announced[1], guest, document).json().at("state") == "stored");
        }
        REQUIRE(say(service.as("agent"), "seen " + value + " in the log", true).status == 201);
    }

    Reply say(const Sender& who, const std::string& body, bool internal = false)
    {
        return service.ask(
            "POST", path + "/messages", who, json{{"body", body}, {"internal", internal}}.dump());
    }
    std::string shown() { return service.ask("GET", path, service.as("agent")).body; }
    std::string file(std::size_t index)
    {
        return service
            .ask("GET",
                "/v1/attachments/" + ticket.at("attachments")[index].at("id").get<std::string>(),
                service.as("agent"))
            .body;
    }
    std::size_t entries_of_rewriting()
    {
        return service.ask("GET", "/v1/audit/entries?event=ticket.rewritten", service.as("auditor"))
            .json()
            .at("data")
            .size();
    }
};

} // namespace

TEST_CASE("rewrite: a value that a reply confirms is sealed in all that was stored before",
    "[server][rewrite]")
{
    Ground ground{"10:01 login with " + value + "\n10:02 refused\n",
        "{\\rtf1\\ansi We used " + value + " before.\\par}"};
    REQUIRE(count_of(ground.shown(), value) == 6);
    const Reply said = ground.say(ground.guest, confirming);
    REQUIRE(said.status == 201);
    REQUIRE(said.json().at("credentials").size() == 1);
    const std::string placeholder =
        "[sealed:password:" + said.json().at("credentials")[0].at("id").get<std::string>() + "]";
    const std::string shown = ground.shown();
    CHECK(count_of(shown, value) == 0);
    CHECK(count_of(shown, placeholder) == 7);
    CHECK(ground.file(0) == "10:01 login with " + placeholder + "\n10:02 refused\n");
    CHECK(ground.file(1) == "{\\rtf1\\ansi We used " + placeholder + " before.\\par}");
    CHECK(ground.entries_of_rewriting() == 3); // the texts, and each file
    CHECK(ground.service.vault().verify_audit({}, {}).value().ok);
}

TEST_CASE("rewrite: a value entered later leaves the text under a credential of its own",
    "[server][rewrite]")
{
    Ground ground;
    const Reply added = ground.service.ask("POST", ground.path + "/credentials", ground.guest,
        json{{"kind", "password"}, {"value", value}}.dump());
    INFO(added.body);
    REQUIRE(added.status == 201);
    const std::string entered = added.json().at("id");
    const json after = ground.service.ask("GET", ground.path, ground.service.as("agent")).json();
    CHECK(count_of(after.dump(), value) == 0);
    CHECK(after.at("credentials").size() == 3); // the PIN, the entered one, and the text's
    CHECK(count_of(after.at("description").get<std::string>(), entered) == 0);
    CHECK(count_of(after.at("description").get<std::string>(), "[sealed:password:") == 2);
}

TEST_CASE("rewrite: a value that a file confirms is sealed in the first message and the other file",
    "[server][rewrite]")
{
    const std::string settings = "DB_HOST=localhost\nDB_PASSWORD=" + value + "\n";
    const std::string trace = "login with " + value + "\n";
    TestService service;
    const auto [ticket, guest] =
        service.guest_ticket({{"subject", "Files"}, {"description", "I typed " + value},
            {"attachments", {{{"name", "trace.log"}, {"size", trace.size()}},
                                {{"name", "app.env"}, {"size", settings.size()}}}}});
    const auto& announced = ticket.at("attachments");
    REQUIRE(put(service, announced[0], guest, trace).status == 200);
    const std::string first = "/v1/attachments/" + announced[0].at("id").get<std::string>();
    REQUIRE(service.ask("GET", first, guest).body == trace);
    const Reply stored = put(service, announced[1], guest, settings);
    REQUIRE(stored.json().at("credentials").size() == 1);
    const std::string id = stored.json().at("credentials")[0].at("id");
    CHECK(service.ask("GET", first, guest).body == "login with [sealed:password:" + id + "]\n");
    const std::string shown =
        service.ask("GET", "/v1/tickets/" + ticket.at("id").get<std::string>(), guest).body;
    CHECK(count_of(shown, value) == 0);
}

TEST_CASE("rewrite: a value in the text of an agent who was never shown it is told by the log",
    "[server][rewrite]")
{
    Ground ground;
    REQUIRE(ground.say(ground.guest, confirming).status == 201);
    const auto told = [&] {
        const json shown = ground.service
                               .ask("GET", "/v1/audit/entries?event=credential.matched",
                                   ground.service.as("auditor"))
                               .json();
        json named = json::array();
        for (const json& row : shown.at("data")) {
            if (row.at("entry").contains("why")) {
                named.push_back(row.at("entry"));
            }
        }
        return named;
    };
    REQUIRE(ground.say(ground.guest, "still " + value).status == 201); // it is theirs
    REQUIRE(
        ground.say(ground.service.as("agent"), "not one of otter-9, lynx-7", true).status == 201);
    CHECK(told().empty());
    const Reply guess =
        ground.say(ground.service.as("agent"), "lynx-7-moor\n" + value + "\nheron-3-fen", true);
    REQUIRE(guess.status == 201);
    const json named = told();
    REQUIRE(named.size() == 1);
    CHECK(named[0].at("why") == "held");
    const std::string placeholder =
        "[sealed:password:" + named[0].at("credential").get<std::string>() + "]";
    CHECK(ground.shown().find("lynx-7-moor\\n" + placeholder) != std::string::npos);
    // Beside a longer word that holds it, which stays, and in base64.
    REQUIRE(ground.say(ground.service.as("agent"), "q" + value + " " + value, true).status == 201);
    CHECK(told().size() == 2);
    REQUIRE(ground.say(ground.service.as("agent"), "is it dGFsbC1XaWxsb3ctMjIzMS1nYXRl ?", true)
                .status == 201);
    CHECK(told().size() == 3);
}

TEST_CASE("rewrite: what holds no copy is not touched, and leaves no entry", "[server][rewrite]")
{
    Ground ground;
    const std::string before = ground.service.ask("GET", ground.path, ground.guest)
                                   .json()
                                   .at("description")
                                   .get<std::string>();
    REQUIRE(ground.say(ground.guest, "The FTP password is quick-Otter-9901-lane").status == 201);
    CHECK(ground.service.ask("GET", ground.path, ground.guest).json().at("description") == before);
    CHECK(ground.entries_of_rewriting() == 0);
}

TEST_CASE("rewrite: of two that write at once, the later sees what the earlier stored",
    "[server][rewrite]")
{
    for (int round = 0; round < 10; ++round) {
        Ground ground;
        const Sender agent = ground.service.as("agent");
        int confirmed = 0;
        int tried = 0;
        {
            const std::jthread one{
                [&] { confirmed = ground.say(ground.guest, confirming).status; }};
            const std::jthread other{
                [&] { tried = ground.say(agent, "I tried " + value + " again").status; }};
        }
        CAPTURE(round);
        REQUIRE(confirmed == 201);
        REQUIRE(tried == 201);
        REQUIRE(count_of(ground.shown(), value) == 0);
        REQUIRE(count_of(ground.shown(), "I tried [sealed:password:") == 1);
    }
}

TEST_CASE("rewrite: a document that stays as it is leaves no credential that nothing names",
    "[server][rewrite]")
{
    // So many copies that their placeholders would be longer than a redacted text may be.
    const std::string repeated = "otter7Q2";
    std::string document = "{\\rtf1\\ansi ";
    for (int i = 0; i < 20'000; ++i) {
        document += repeated + " ";
    }
    document += "\\par}";
    Ground ground{"10:01 login\n", document};
    REQUIRE(ground.file(1) == document);
    const Reply said = ground.say(ground.guest, "The FTP password is " + repeated);
    REQUIRE(said.status == 201);
    REQUIRE(said.json().at("credentials").size() == 1);
    CHECK(ground.file(1) == document);
    const json now = ground.service.ask("GET", ground.path, ground.service.as("agent")).json();
    CHECK(now.at("credentials").size() == 2); // the PIN and the password
}
