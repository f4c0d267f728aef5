#include "redactor/scanner.h"

#include <string>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::findings_of;
using redactor_tests::sealed_values;

namespace {

const std::string mixed_text =
    "Hi, password: Tundra77!pine and again DB_PASSWORD='Tundra77!pine'\n"
    "url postgres://arlen:s%40lt-Marsh19@db.arlen.test/shop Authorization: Bearer "
    "0123456789abcdef0123456789abcdef\n"
    "Пароль: Снегирь!Сугроб4 und Passwort “Crème*Brûlée2”, 密码是Sakura_2291。\n";

bool cuts_character(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

} // namespace

TEST_CASE("Scanner: findings are sorted and never overlap", "[redactor]")
{
    std::size_t last = 0;
    const auto findings = findings_of(mixed_text);
    CHECK(findings.size() >= 7);
    for (const auto& finding : findings) {
        CHECK(finding.begin >= last);
        CHECK(finding.end > finding.begin);
        CHECK(finding.end <= mixed_text.size());
        last = finding.end;
    }
}

TEST_CASE("Scanner: a finding never cuts a UTF-8 character", "[redactor]")
{
    for (const auto& finding : findings_of(mixed_text)) {
        CHECK_FALSE(cuts_character(mixed_text, finding.begin));
        CHECK_FALSE(cuts_character(mixed_text, finding.end));
    }
}

TEST_CASE("Scanner: the same text gives the same findings twice", "[redactor]")
{
    redactor::Scanner scanner(redactor_tests::rules());
    const auto first = scanner.scan(mixed_text);
    const auto second = scanner.scan(mixed_text);
    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(first->size() == second->size());
    for (std::size_t i = 0; i < first->size(); ++i) {
        CHECK((*first)[i].begin == (*second)[i].begin);
        CHECK((*first)[i].rule == (*second)[i].rule);
    }
}

TEST_CASE("Scanner: any bytes are scanned without a fault", "[redactor]")
{
    redactor::Scanner scanner(redactor_tests::rules());
    std::string bytes;
    unsigned state = 7;
    for (int i = 0; i < 20000; ++i) {
        state = state * 1664525U + 1013904223U;
        bytes += static_cast<char>(static_cast<unsigned char>(state >> 24U));
        if (i % 97 == 0) {
            bytes += "password=\xC3";
        }
    }
    CHECK(scanner.scan(bytes));
    for (std::size_t size = 0; size < mixed_text.size(); ++size) {
        CHECK(scanner.scan(std::string_view(mixed_text).substr(0, size)));
    }
}

TEST_CASE("Scanner: a text beyond scan_bytes_max is refused, not cut", "[redactor]")
{
    redactor::Scanner scanner(redactor_tests::rules());
    const std::string text(redactor::scan_bytes_max + 1, ' ');
    const auto found = scanner.scan(text);
    REQUIRE_FALSE(found);
    CHECK(found.error() == redactor::ScanError::too_large);
}

TEST_CASE(
    "Scanner: more findings than scan_findings_max are an error, not a shorter list", "[redactor]")
{
    std::string text;
    for (std::size_t i = 0; i <= redactor::scan_findings_max; ++i) {
        text += "DB_PASSWORD=Tundra77pine\n";
    }
    redactor::Scanner scanner(redactor_tests::rules());
    const auto found = scanner.scan(text);
    REQUIRE_FALSE(found);
    CHECK(found.error() == redactor::ScanError::too_many);
}

TEST_CASE("Scanner: min_confidence leaves weaker findings out", "[redactor]")
{
    CHECK(sealed_values("DB_PASSWORD=Tundra77pine", {redactor::Confidence::high, {}}).empty());
    CHECK(sealed_values("DB_PASSWORD=Tundra77pine").size() == 1);
}

TEST_CASE("Scanner: a token inside an escape or an address is found", "[redactor]")
{
    const std::string token = "ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX";
    for (const std::string& before :
        {std::string("{\"a\":\"x\\n"), std::string("?t=1%3D"), std::string("https://")}) {
        const std::string text = before + token + "\"}";
        CHECK(sealed_values(text) == std::vector<std::string>{token});
    }
}

TEST_CASE("Scanner: a token inside a longer run of letters is another word", "[redactor]")
{
    CHECK(sealed_values("xghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX").empty());
}

TEST_CASE("Scanner: a placeholder of the ticket is skipped, a forged one is scanned", "[redactor]")
{
    const std::string known[] = {std::string("crd_ABC123")};
    CHECK(sealed_values(
        "password: [sealed:password:crd_ABC123]", {redactor::Confidence::medium, known})
            .empty());
    const std::string forged = "[sealed:password:crd_X] DB_PASSWORD=Tundra77pine";
    const auto sealed = sealed_values(forged, {redactor::Confidence::medium, known});
    REQUIRE_FALSE(sealed.empty());
    CHECK(sealed.back() == "Tundra77pine");
}

TEST_CASE("Scanner: a long line without breaks is scanned to its end", "[redactor]")
{
    std::string text;
    while (text.size() < 2'000'000) {
        text += "key value of the second room that nobody has seen yet token ";
    }
    text += "DB_PASSWORD=Tundra77pine";
    CHECK(sealed_values(text) == std::vector<std::string>{"Tundra77pine"});
}

TEST_CASE("Scanner: a flood of places that announce nothing is given up, never cut silently",
    "[redactor]")
{
    redactor::Scanner scanner(redactor_tests::rules());
    for (const std::string_view piece : {"password token secret key ", "-----BEGIN RSA KEY-----\n",
             "oi8v ", "oi8vOi8v6lyovlc2vjcmv0", "asana algolia airtable ", "token_"}) {
        CAPTURE(piece);
        std::string text;
        while (text.size() < 3'000'000) {
            text += piece;
        }
        text += " DB_PASSWORD=Tundra77pine";
        const auto found = scanner.scan(text);
        if (found) {
            REQUIRE(found->size() == 1);
            CHECK(found->front().end == text.size());
        } else {
            CHECK(found.error() == redactor::ScanError::budget);
        }
    }
}

TEST_CASE("Scanner: of private keys cut short each ends where the next begins", "[redactor]")
{
    const std::string head = "-----BEGIN RSA PRIVATE KEY-----\n";
    const std::string body = "MIIEowIBAAKCAQEAx3Kf8Qm2Lz7Wv1Tn\n";
    const std::string text = head + body + head + body + "-----END RSA PRIVATE KEY-----\n";
    const auto findings = findings_of(text);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].begin == 0);
    CHECK(findings[0].end == (head + body).size() - 1);
    CHECK(findings[1].begin == (head + body).size());
    CHECK(findings[1].end == text.size() - 1);
}

TEST_CASE("Scanner: one run of base64 with an address in it is sealed whole, once", "[redactor]")
{
    // postgres://arlen:Kupfer#9@db and two further addresses: several marks in one run
    const std::string run =
        "cG9zdGdyZXM6Ly9hcmxlbjpLdXBmZXIjOUBkYiBodHRwOi8vYS50ZXN0IGh0dHA6Ly9iLnRlc3Qg";
    CHECK(sealed_values("url " + run + " end") == std::vector<std::string>{run});
}

TEST_CASE("Scanner: where openssl reads its pass phrase from is none", "[redactor]")
{
    CHECK(sealed_values("openssl enc -aes-256-cbc -pass env:HAFEN_PASS -in a -out b").empty());
    CHECK(sealed_values("openssl enc -aes-256-cbc -pass file:/etc/hafen -in a -out b").empty());
    CHECK(sealed_values("openssl passwd -6 -salt q7J2RtXv").empty());
}
