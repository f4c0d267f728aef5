#include "access/tile_path.h"
#include "support/catch.h"
#include "support/story.h"
#include "test_service.h"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

using server_tests::Reply;
using server_tests::TestService;

TEST_CASE("tile path: C2SP's spelling is read, and no other", "[server]")
{
    struct Row {
        const char* text;
        std::uint32_t level;
        std::uint64_t index;
        std::uint32_t width;
    };
    for (const Row& row : {Row{"0/000", 0, 0, 256}, Row{"0/007.p/12", 0, 7, 12},
             Row{"1/x001/x234/067", 1, 1234067, 256}, Row{"2/x001/000.p/255", 2, 1000, 255}}) {
        INFO(row.text);
        const auto place = server::parse_tile_path(row.text);
        REQUIRE(place.has_value());
        CHECK(place->level == row.level);
        CHECK(place->index == row.index);
        CHECK(place->width == row.width);
        CHECK(server::parse_bundle_path(std::string_view{row.text}.substr(2))->index == row.index);
    }
    for (const char* wrong : {"", "0", "0/", "/000", "00/000", "0/0", "0/00", "0/0000", "0/x001",
             "0/x000/001", "0/001/001", "0/x001/x002", "0/000.p/0", "0/000.p/256", "0/000.p/",
             "0/000.p/01", "0/000.p", "-1/000", "64/000", "0/00a", "0/X001/000", "0/000/"}) {
        INFO(wrong);
        CHECK_FALSE(server::parse_tile_path(wrong).has_value());
    }
}

TEST_CASE("audit: tiles, proofs and the bundle are served to those who may have them", "[server]")
{
    TestService service;
    const auto [ticket, guest] = service.guest_ticket({{"subject", "s"}, {"description", "d"}});
    const auto& auditor = service.as("auditor");
    const auto size = [&] {
        const std::string note = service.ask("GET", "/v1/audit/checkpoint", {}).body;
        return std::stoull(note.substr(note.find('\n') + 1));
    };
    const std::string at = std::to_string(size());
    const Reply tile = service.ask("GET", "/v1/audit/tile/0/000.p/" + at, {});
    CHECK(tile.status == 200);
    CHECK(tile.body.size() == 32 * std::stoull(at));
    CHECK(service.ask("GET", "/v1/audit/tile/0/000", {}).status == 404);
    CHECK(service.ask("GET", "/v1/audit/tile/1/000.p/1", {}).status == 404);
    CHECK(service.ask("GET", "/v1/audit/tile/0/hunter2", {}).status == 404);
    CHECK(service.ask("GET", "/v1/audit/tile/entries/000.p/1", guest).status == 403);
    const Reply bundle = service.ask("GET", "/v1/audit/tile/entries/000.p/1", auditor);
    CHECK(bundle.status == 200);
    CHECK(bundle.body.substr(2, 10) == R"({"authn":")");
    CHECK(static_cast<std::size_t>(static_cast<unsigned char>(bundle.body[0]) * 256 +
                                   static_cast<unsigned char>(bundle.body[1])) ==
          bundle.body.size() - 2);
    CHECK(service.ask("GET", "/v1/audit/proofs/0", auditor)
            .body.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n"));
    CHECK(service.ask("GET", "/v1/audit/proofs/99999", auditor).status == 404);
    CHECK(service.ask("GET", "/v1/audit/proofs/01", auditor).status == 404);
    CHECK(service.ask("GET", "/v1/audit/proofs/0", guest).status == 404); // not the ticket's
    const auto entries =
        service.ask("GET", "/v1/audit/entries?ticket=" + ticket["id"].get<std::string>(), guest)
            .json();
    const std::string own = std::to_string(entries["data"][0]["seq"].get<std::uint64_t>());
    CHECK(service.ask("GET", "/v1/audit/proofs/" + own, guest).status == 200);
    const Reply proof = service.ask("GET", "/v1/audit/consistency?first=1&second=" + own, {});
    CHECK(proof.status == 200);
    CHECK(proof.json()["path"].size() >= 1);
    CHECK(service.ask("GET", "/v1/audit/consistency?first=2&second=1", {}).status == 422);
    CHECK(service.ask("GET", "/v1/audit/consistency?second=99999", {}).status == 422);
    const Reply whole = service.ask("GET", "/v1/audit/export", auditor);
    CHECK(whole.status == 200);
    CHECK(whole.body.starts_with("ticket-vault/bundle/v1\n"));
}

TEST_CASE("audit: a verification tells how far it is, and the verdict last", "[server]")
{
    using nlohmann::json;
    TestService service;
    const auto& auditor = service.as("auditor");
    // More than one slice of the log.
    const std::vector<tests::CredentialWish> wishes(50);
    for (int n = 0; n < 50; ++n)
        (void)tests::submit_guest_ticket(service.vault(), wishes);
    const json plain = service.ask("POST", "/v1/audit/verify?progress=none", auditor).json();
    const Reply answer = service.ask("POST", "/v1/audit/verify?progress=lines", auditor);
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.at("Content-Type") == "application/x-ndjson");
    std::vector<json> lines;
    std::istringstream in{answer.body};
    for (std::string line; std::getline(in, line);)
        lines.push_back(json::parse(line));
    REQUIRE(lines.size() > 2);
    std::uint64_t before = 0;
    for (std::size_t at = 0; at + 1 < lines.size(); ++at) {
        CHECK(lines[at].at("done").get<std::uint64_t>() > before);
        before = lines[at].at("done");
        CHECK(lines[at].at("total") == plain.at("entries").get<std::uint64_t>() + 1);
    }
    CHECK(before == lines.back().at("entries"));
    CHECK(lines.back().at("ok") == true);
    CHECK(lines.back().size() == plain.size());

    CHECK(service.ask("POST", "/v1/audit/verify?progress=bar", auditor).status == 422);
    CHECK(
        service.ask("POST", "/v1/audit/verify?progress=lines", service.as("agent")).status == 403);
}
