#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::findings_of;
using redactor_tests::sealed_values;

TEST_CASE("Structure: addresses, headers, cookies, commands and SQL give up their secret only",
    "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"mongodb+srv://shop:n3ttle-Grove@cluster0.arlen.test/shop", "n3ttle-Grove"},
        {"https://olga:p%40ss:w0rd@ftp.arlen.test/x", "p%40ss:w0rd"},
        {"app:cobal543_u8@tcp(10.0.0.1:3306)/live", "cobal543_u8"},
        {"Authorization: Bearer 0f9a8b7c6d5e4f3a2b1c", "0f9a8b7c6d5e4f3a2b1c"},
        {"{\"name\": \"Cookie\", \"value\": \"sid=8f3b1c77d2e94a06b5aa; theme=dark\"}",
            "8f3b1c77d2e94a06b5aa"},
        {"sshpass -p 'quarry-8842-R' ssh deploy@203.0.113.24", "quarry-8842-R"},
        {"curl -u api_user:f3nnel.Bridge-2 https://api.arlen.test/", "api_user:f3nnel.Bridge-2"},
        {"mysql -u root -pTundra77pine shop", "Tundra77pine"},
        {"CREATE USER 'a'@'%' IDENTIFIED BY 'Larch.6.ember';", "Larch.6.ember"},
        {"ALTER LOGIN sa WITH PASSWORD = N'magpi3_5629' UNLOCK;", "magpi3_5629"},
        {"<property name=\"hibernate.connection.password\">yEw#W+OWXPX</property>", "yEw#W+OWXPX"},
        {"<String><Key>Password</Key><Value>river732_VX6i</Value></String>", "river732_VX6i"},
        {"enable password 7 030C080A1207725E7151", "030C080A1207725E7151"},
        {"a:1:{s:4:\"pass\";s:10:\"76ki89bfvg\";}", "76ki89bfvg"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
}

TEST_CASE("Structure: a private key goes as one finding, a certificate stays", "[redactor]")
{
    const std::string body =
        "MC4CAQAwBQYDK2VwBCIEIFxgq0ZzQ1kq5Jc5o0u3mZb2\nAbCdEfGhIjKlMnOpQrStUvWxYz0123456789\n";
    const std::string key = "-----BEGIN PRIVATE KEY-----\n" + body + "-----END PRIVATE KEY-----";
    const std::string text =
        "-----BEGIN CERTIFICATE-----\nMIIDazCCAlOgAwIBAgIUQx1Zb2Kc7Tn4Yq9Rv0Lm8Wp3Sd5G\n"
        "-----END CERTIFICATE-----\n" +
        key + "\n";
    const auto findings = findings_of(text);
    REQUIRE(findings.size() == 1);
    CHECK(text.substr(findings[0].begin, findings[0].end - findings[0].begin) == key);
    CHECK(findings[0].kind == redactor::Kind::private_key);
}

TEST_CASE("Structure: a private key cut short is found to where it ends", "[redactor]")
{
    const std::string text = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7gL1\nQf8mZqT2";
    CHECK(sealed_values(text) == std::vector<std::string>{text});
}

TEST_CASE("Structure: a checksum that holds makes a token certain", "[redactor]")
{
    // Made for this test: thirty characters and their CRC-32 in base62, computed apart from this project.
    const auto right = findings_of("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");
    REQUIRE(right.size() == 1);
    CHECK(right[0].confidence == redactor::Confidence::certain);
    const auto wrong = findings_of("ghp_aaaabbbbccccddddeeeeffffgggghh0Hb8sk");
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].confidence == redactor::Confidence::high);
}

TEST_CASE(
    "CommandLine: curl's user and password are one credential, also on the next line", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"curl -s \\\n  -u 'developer:yq4V7kqP' \\\n  https://api.arlen.test/",
            "'developer:yq4V7kqP'"},
        {"curl -u sk9f27c40d81be63:  https://api.arlen.test/", "sk9f27c40d81be63:"},
        {"curl --user kevin:'pRf7vG2h'  https://api.arlen.test/", "kevin:'pRf7vG2h'"},
    };
    for (const auto& [text, value] : rows) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const char* text :
        {"curl -u 'test:test' https://x.test", "curl -u $USER:$PASS https://x.test",
            "curl -u <user>:<password> https://x.test", "curl -u clara: https://x.test"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}
