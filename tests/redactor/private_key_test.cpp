#include "redactor/scanner.h"
#include "support/catch.h"

#include <string>

using namespace redactor;

namespace {

// A key of 102 bytes whose head says so (136 characters), and characters that are none.
std::string der_key(const std::string& start, std::size_t characters)
{
    std::string key = start;
    for (std::size_t i = 0; key.size() < characters; ++i) {
        key += "q7Zr+4xV0pLm/Tn8Yb2Kc"[i % 21];
    }
    return key;
}

std::vector<std::string> private_keys_in(const std::string& text)
{
    Scanner scanner(RuleSet::builtin().value());
    const auto found = scanner.scan(text);
    REQUIRE(found);
    std::vector<std::string> keys;
    for (const Finding& finding : *found) {
        if (finding.kind == Kind::private_key) {
            keys.push_back(text.substr(finding.begin, finding.end - finding.begin));
        }
    }
    return keys;
}

} // namespace

TEST_CASE("Private key: DER in base64 is found without its frame, to the length its head gives",
    "[redactor]")
{
    // 30 82 LH LL for RSA in PKCS #1 and PKCS #8; 30 81, 30 77 and 30 2e for the elliptic ones.
    const std::pair<const char*, std::size_t> keys[] = {{"MIIBOgIBAAJB", 424},
        {"MIICXAIBAAKB", 812}, {"MIICdgIBADANBgkqhkiG9w0BAQEFAASC", 848},
        {"MIGHAgEAMBMGByqGSM49AgEG", 184}, {"MHcCAQEEIM9n", 164}, {"MC4CAQAwBQYDK2VwBCIEI", 64}};
    for (const auto& [start, characters] : keys) {
        INFO(start);
        const std::string key = der_key(start, characters);
        CHECK(private_keys_in("<data>" + key + "</data>") == std::vector{key});
        CHECK(private_keys_in(key + "AAAA") == std::vector{key});
        std::string lines = key.substr(0, 40) + "\n    " + key.substr(40);
        CHECK(private_keys_in("data:\n    " + lines + "\n  next") == std::vector{lines});
        std::string escaped = key.substr(0, 40) + "\\n" + key.substr(40);
        CHECK(private_keys_in("{\"data\":\"" + escaped + "\",\"a\":1}") == std::vector{escaped});
    }
}

TEST_CASE("Private key: a flood of heads meets the budget", "[redactor]")
{
    std::string flood;
    for (int i = 0; i < 100'000; ++i) {
        flood += "MII//zIBAAKB ";
    }
    Scanner scanner(RuleSet::builtin().value());
    const auto found = scanner.scan(flood);
    REQUIRE(!found);
    CHECK(found.error() == ScanError::budget);
}

TEST_CASE("Private key: public keys, certificates and other base64 are left alone", "[redactor]")
{
    for (const char* start :
        {"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "MFkwEwYHKoZIzj0CAQYIKoZIzj0D", "MIIDazCCAlOgAwIBAgIU",
            "MCowBQYDK2VwAyEA", "miiboGibaajb", "xMIIBOgIBAAJB", "IBAAKB"}) {
        INFO(start);
        CHECK(private_keys_in("<data>" + der_key(start, 300) + "</data>").empty());
    }
    CHECK(private_keys_in("<data>MIIBOgIBAAJB cut</data>").empty());
}

TEST_CASE("PrivateKey: a key without an end stops where a text begins", "[redactor]")
{
    const std::string key =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n" +
        std::string("Tn8Yb2Kcq7Zr+4xV0pLm/Tn8Yb2Kcq7Zr+4xV0pLm/Tn8Yb2Kcq7Zr+4xV0pLm\n") +
        "Yb2Kcq7Zr+4xV0pLm/Tn8Yb2Kcq7Zr+4xV0pLm/Tn8Yb2Kcq7Zr+4xV0pLmTn8";
    const std::string text =
        key + "\n" + "nothing of interest happened in this minute either and so it went on\n";
    CHECK(private_keys_in(text) == std::vector{key});
}
