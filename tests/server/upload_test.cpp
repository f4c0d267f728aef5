#include "support/catch.h"
#include "test_service.h"
#include "vault/proof.h"

#include <string>

using nlohmann::json;
using server_tests::Reply;
using server_tests::Sender;
using server_tests::TestService;

namespace {

const std::string secret = "Sup3rS3cret!Value42";

// A guest's ticket with one announced file: its id, where the bytes go, and the guest.
struct Announced {
    std::string ticket;
    std::string upload;
    std::string attachment;
    Sender guest;
};

Announced announce(TestService& service, std::size_t size, const std::string& name = "app.env",
    const std::string& media_type = "text/plain", const std::string& description = "see the file")
{
    const auto [ticket, guest] =
        service.guest_ticket({{"subject", "with a file"}, {"description", description},
            {"attachments", {{{"name", name}, {"size", size}, {"media_type", media_type}}}}});
    CHECK(ticket.at("state") == "receiving");
    const auto& attachment = ticket.at("attachments")[0];
    return {ticket.at("id"), attachment.at("upload"), attachment.at("id"), guest};
}

Reply put(TestService& service, const Announced& file, const std::string& bytes)
{
    return service.ask(
        "PUT", file.upload, file.guest, bytes, {{"Content-Type", "application/octet-stream"}});
}

} // namespace

TEST_CASE("upload: text is stored in its redacted form and the ticket opens", "[server]")
{
    TestService service;
    const std::string text = "APP_NAME=shop\nDB_PASSWORD=" + secret + "\nDEBUG=true\n";
    const Announced file = announce(service, text.size());
    CHECK(service.ask("GET", "/v1/tickets/" + file.ticket, service.as("agent")).status == 404);
    const Reply stored = put(service, file, text);
    INFO(stored.body);
    REQUIRE(stored.status == 200);
    CHECK(stored.json().at("state") == "stored");
    REQUIRE(stored.json().at("credentials").size() == 1);
    CHECK(stored.json().at("credentials")[0].at("attachment") == file.attachment);
    const Reply read =
        service.ask("GET", "/v1/attachments/" + file.attachment, service.as("agent"));
    REQUIRE(read.status == 200);
    CHECK(read.body.find(secret) == std::string::npos);
    CHECK(read.body.starts_with("APP_NAME=shop\nDB_PASSWORD=[sealed:"));
    CHECK(read.headers.at("Content-Disposition").starts_with("attachment;"));
    CHECK(read.headers.at("Content-Type") == "text/plain; charset=utf-8");
    CHECK(
        service.ask("GET", "/v1/tickets/" + file.ticket, service.as("agent")).json().at("state") ==
        "open");
}

TEST_CASE("upload: what is no text is sealed whole and comes back under a grant, byte for byte",
    "[server]")
{
    TestService service;
    std::string bytes;
    for (int index = 0; index < 300'000; ++index) {
        bytes += static_cast<char>(index * 31 + index / 256);
    }
    const Announced file = announce(service, bytes.size(), "dump.bin");
    const Reply stored = put(service, file, bytes);
    INFO(stored.body);
    REQUIRE(stored.status == 200);
    CHECK(stored.json().at("state") == "sealed_whole");
    CHECK(stored.json().at("sealed_reason") == "binary");
    const std::string credential = stored.json().at("original");
    CHECK(service.ask("GET", "/v1/attachments/" + file.attachment, file.guest).status == 409);
    const std::string grant = service.approved_grant(credential, file.guest, service.as("agent"));
    const Reply unsealed =
        service.ask("POST", "/v1/grants/" + grant + "/unseal", service.as("agent"));
    REQUIRE(unsealed.status == 200);
    CHECK(unsealed.headers.at("Content-Type") == "application/octet-stream");
    CHECK(unsealed.body == bytes);
    CHECK(
        service.ask("POST", "/v1/grants/" + grant + "/unseal", service.as("agent")).status == 403);
}

TEST_CASE("upload: a file of more secrets than a ticket may hold is sealed whole", "[server]")
{
    TestService service;
    std::string text;
    for (int index = 0; index < 80; ++index) {
        text += "DB" + std::to_string(index) + "_PASSWORD=Xk29" + std::to_string(index * 7919) +
                "!qWz\n";
    }
    const Announced file = announce(service, text.size());
    const Reply stored = put(service, file, text);
    REQUIRE(stored.status == 200);
    CHECK(stored.json().at("state") == "sealed_whole");
    CHECK(stored.json().at("sealed_reason") == "too-many-findings");
}

TEST_CASE(
    "upload: a body that breaks off or has another size leaves nothing, and may be sent again",
    "[server]")
{
    TestService service;
    const std::string text = "PASSWORD=" + secret + "\n" + std::string(100'000, 'x') + "\n";
    const Announced file = announce(service, text.size());
    CHECK(put(service, file, text + "x").status == 422);
    CHECK(put(service, file, text.substr(1)).status == 422);
    CHECK(service.ask_cut("PUT", file.upload, file.guest, text.substr(0, 70'000), text.size())
              .status == 400);
    const auto shown = service.ask("GET", "/v1/tickets/" + file.ticket, file.guest).json();
    CHECK(shown.at("attachments")[0].at("state") == "announced");
    CHECK(shown.at("credentials").empty());
    CHECK(put(service, file, text).status == 200);
    CHECK(put(service, file, text).status == 409);
}

TEST_CASE("upload: an abandoned file does not keep the ticket waiting", "[server]")
{
    TestService service;
    const Announced file = announce(service, 10);
    CHECK(service.ask("DELETE", file.upload, service.as("customer")).status == 404);
    CHECK(service.ask("DELETE", file.upload, file.guest).status == 204);
    CHECK(
        service.ask("GET", "/v1/tickets/" + file.ticket, service.as("agent")).json().at("state") ==
        "open");
    CHECK(put(service, file, "0123456789").status == 409);
}

TEST_CASE("upload: a secret in a file's name is masked", "[server]")
{
    TestService service;
    const Announced file = announce(service, 1, "wp-config password=" + secret + " old.txt");
    const auto shown = service.ask("GET", "/v1/tickets/" + file.ticket, file.guest);
    CHECK(shown.body.find(secret) == std::string::npos);
}

TEST_CASE("upload: values the ticket knows are sealed without any label, found ones under their id",
    "[server]")
{
    TestService service;
    const std::string entered = "tall-Willow-2231-gate";
    const std::string found = "Sup3rS3cret!Value42";
    const std::string text =
        "10:01 connect with " + entered + "\n10:02 then " + found + " worked\n";
    const auto [ticket, guest] =
        service.guest_ticket({{"subject", "copies"}, {"description", "the password is " + found},
            {"credentials", {{{"kind", "password"}, {"value", entered}}}},
            {"attachments", {{{"name", "trace.log"}, {"size", text.size()}}}}});
    const std::string path = "/v1/tickets/" + ticket.at("id").get<std::string>();
    const auto of_ticket = service.ask("GET", path, guest).json().at("credentials");
    REQUIRE(of_ticket.size() == 2);
    const std::string found_id =
        of_ticket[of_ticket[0].at("source") == "found" ? 0 : 1].at("id").get<std::string>();

    const auto& announced = ticket.at("attachments")[0];
    const Reply stored = service.ask("PUT", announced.at("upload").get<std::string>(), guest, text,
        {{"Content-Type", "application/octet-stream"}});
    REQUIRE(stored.status == 200);
    const Reply read = service.ask(
        "GET", "/v1/attachments/" + announced.at("id").get<std::string>(), service.as("agent"));
    CHECK(read.body.find(entered) == std::string::npos);
    CHECK(read.body.find("then [sealed:password:" + found_id + "] worked") != std::string::npos);
    CHECK(
        stored.json().at("credentials").size() == 1); // the entered one's copy has an id of its own

    const Reply said = service.ask(
        "POST", path + "/messages", guest, json{{"body", "as I said: " + entered}}.dump());
    REQUIRE(said.status == 201);
    CHECK(service.ask("GET", path, service.as("agent")).body.find(entered) == std::string::npos);
}

TEST_CASE(
    "upload: a document comes back as a document, with placeholders where values stood", "[server]")
{
    TestService service;
    const std::string document =
        "{\\rtf1\\ansi The FTP password is {\\b " + secret + "} and the rest stays.\\par}";
    const Announced file = announce(service, document.size(), "note.rtf", "application/rtf");
    const Reply stored = put(service, file, document);
    INFO(stored.body);
    REQUIRE(stored.status == 200);
    CHECK(stored.json().at("state") == "stored");
    REQUIRE(stored.json().at("credentials").size() == 1);
    const std::string credential = stored.json().at("credentials")[0].at("id");
    const Reply read =
        service.ask("GET", "/v1/attachments/" + file.attachment, service.as("agent"));
    REQUIRE(read.status == 200);
    CHECK(read.body == "{\\rtf1\\ansi The FTP password is {\\b [sealed:password:" + credential +
                           "]} and the rest stays.\\par}");
    CHECK(read.headers.at("Content-Type") == "application/octet-stream");
    CHECK(read.headers.at("Content-Disposition") ==
          "attachment; filename=\"" + file.attachment + ".rtf\"");
    const std::string grant = service.approved_grant(credential, file.guest, service.as("agent"));
    CHECK(service.ask("POST", "/v1/grants/" + grant + "/unseal", service.as("agent"))
              .json()
              .at("value") == secret);
}

TEST_CASE(
    "upload: a value the ticket knows is sealed in a document, too, under its own id", "[server]")
{
    TestService service;
    const std::string document = "{\\rtf1\\ansi seen again: " + secret + "\\par}";
    const Announced file = announce(service, document.size(), "note.rtf", "application/rtf",
        "The database password is " + secret + " for now.");
    REQUIRE(put(service, file, document).status == 200);
    const auto ticket = service.ask("GET", "/v1/tickets/" + file.ticket, file.guest).json();
    REQUIRE(ticket.at("credentials").size() == 1);
    const std::string credential = ticket.at("credentials")[0].at("id");
    CHECK(service.ask("GET", "/v1/attachments/" + file.attachment, file.guest).body ==
          "{\\rtf1\\ansi seen again: [sealed:password:" + credential + "]\\par}");
}

TEST_CASE("upload: what cannot be read or written back is sealed whole with its reason", "[server]")
{
    TestService service;
    const std::pair<std::string, std::string> cases[] = {
        {std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "image"},
        {"%PDF-1.4 and nothing more", "damaged"}, {std::string("PK\3\4\0\0cut", 9), "damaged"},
        {"Schl\xFCssel: password=Tr0ub4dor&3x\n", "not-utf-8"},
        {std::string(70'000, 'x') + std::string(1, '\0'), "binary"}};
    for (const auto& [bytes, reason] : cases) {
        const Announced file = announce(service, bytes.size(), "a.bin", "application/pdf");
        const Reply stored = put(service, file, bytes);
        INFO(stored.body);
        REQUIRE(stored.status == 200);
        CHECK(stored.json().at("state") == "sealed_whole");
        CHECK(stored.json().at("sealed_reason") == reason);
    }
}

TEST_CASE(
    "receipt: one asked for later covers what files and replies brought, and verifies offline",
    "[server]")
{
    TestService service;
    const std::string text = "DB_PASSWORD=" + secret + "\n";
    const Announced file = announce(
        service, text.size(), "app.env", "text/plain", "The FTP password is Sturdy!Lantern58");
    REQUIRE(put(service, file, text).status == 200);
    const std::string path = "/v1/tickets/" + file.ticket;
    const auto credentials = service.ask("GET", path, file.guest).json().at("credentials");
    REQUIRE(credentials.size() == 2);
    REQUIRE(service.ask("POST", path + "/close", file.guest).status == 200);
    const Reply issued = service.ask("POST", path + "/receipt", file.guest);
    INFO(issued.body);
    REQUIRE(issued.status == 200);
    const std::string note = issued.json().at("receipt");
    for (const json& credential : credentials) {
        CHECK(note.find("sealed " + credential.at("id").get<std::string>()) != std::string::npos);
    }
    const auto key = service.vault().key_status().verifier;
    const auto proof = vault::verify_proof(note, key);
    CHECK(proof.verdict == vault::ProofVerdict::good);
    CHECK(proof.kind == "receipt");
    std::string forged = note;
    forged.replace(forged.find("password"), 8, "pasSword");
    CHECK(vault::verify_proof(forged, key).verdict != vault::ProofVerdict::good);
    const Sender stranger = service.as("guest");
    CHECK(service.ask("POST", path + "/receipt", stranger).status == 404);
    CHECK(service.ask("POST", path + "/receipt", service.as("auditor")).status == 403);
}
