#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

const std::string hex_key = "3fa94c07d2be61585e0a9bc7f4d81263";

} // namespace

TEST_CASE(
    "ServiceKey: a key of the service's shape is found in the ways it is written", "[redactor]")
{
    struct Line {
        std::string before;
        std::string after;
    };
    for (const Line& line : {Line{"ALGOLIA_API_KEY = \"", "\""}, Line{"algolia_key => '", "',"},
             Line{"algolia api key is ", ""}, Line{"{\"algolia\": {\"apiKey\": \"", "\"}}"},
             Line{"<algolia><key>", "</key></algolia>"}, Line{"X-Algolia-API-Key: ", ""},
             Line{"curl -H 'X-Algolia-API-Key: ", "' https://search.arlen.test/"},
             Line{"https://search.arlen.test/?algolia_api_key=", "&page=2"},
             Line{"algolia:\n  key: ", "\n"}, Line{"algolia.api.key=", ""},
             Line{"algoliaApiKey: '", "',"}}) {
        INFO(line.before);
        CHECK(
            sealed_values(line.before + hex_key + line.after) == std::vector<std::string>{hex_key});
    }
}

TEST_CASE("ServiceKey: words that make the value public keep it in clear", "[redactor]")
{
    for (const std::string line : {"algolia commit ", "algolia etag: ", "algolia_checksum = "}) {
        INFO(line);
        CHECK(sealed_values(line + hex_key).empty());
    }
}

TEST_CASE("ServiceKey: a known shape needs not look random, but is no filler", "[redactor]")
{
    CHECK(sealed_values("algolia_key: abcdef1234567890abcdef1234567890").size() == 1);
    CHECK(sealed_values("algolia_key: 00000000000000000000000000000000").empty());
    CHECK(sealed_values("clockify token: replace-with-your-token").empty());
}

TEST_CASE("ServiceKey: a longer token is sealed whole", "[redactor]")
{
    const std::string token = hex_key + ".k3Vb9QxT7mZ2pLw8";
    CHECK(sealed_values("algolia key " + token) == std::vector<std::string>{token});
}

TEST_CASE("ServiceKey: names of modules are no keys", "[redactor]")
{
    CHECK(sealed_values(
        "from google.api import annotations_pb2 as google_dot_api_dot_annotations__pb2")
            .empty());
    CHECK(sealed_values("\"googleIamV3betaAccessPolicy: A GoogleIamV3betaAccessPolicy resource")
            .empty());
    CHECK(sealed_values("algolia client module route_client_v2_types").empty());
}

TEST_CASE("ServiceKey: an everyday word counts only with a key word behind it", "[redactor]")
{
    CHECK(sealed_values("lob_api_key=test_0a1b2c3d4e5f60718293a4b5c6d7e8f9012").size() == 1);
    CHECK(sealed_values("the front of build 7f4Kq92LmX3vTzB8wR5y").empty());
}

TEST_CASE("ServiceKey: what a hand types in place of a key is found, a place left open is not",
    "[redactor]")
{
    CHECK(sealed_values("VPNAPI_api_token=\"IoSkIOSKIoSkIOSKIoSkIOSKIoSkIOSK\"").size() == 1);
    CHECK(sealed_values("okta_api_token = 00bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb").size() == 1);
    CHECK(sealed_values(
              "tmetric TOKEN bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")
              .size() == 1);
    CHECK(sealed_values("okta_api_token = 00xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx").empty());
    CHECK(
        sealed_values("aws_secret_access_key => cccccccccccccccccccccccccccccccccccccccc").size() ==
        1);
}

TEST_CASE("ServiceKey: digits alone are a key right behind a word that says so", "[redactor]")
{
    CHECK(sealed_values("GEOCODIFY_API_TOKEN: 4093817264550917").size() == 1);
    CHECK(sealed_values("geocodify invoice 4093817264550917").empty());
    CHECK(sealed_values("geocodify_key: 1111111111111111").empty());
}

TEST_CASE("ServiceKey: a dash may tie the key to its key word", "[redactor]")
{
    const std::string key = "q7Rm2Xv9Tb4Lk8Wz3Hc6Np";
    for (const std::string before :
        {"clockify-token-", "clockify_private_key-", "clockify api key-", "clockifySECRET-"}) {
        INFO(before);
        CHECK(sealed_values(before + key) == std::vector<std::string>{key});
    }
}

TEST_CASE("ServiceKey: the sign of a setting stays though the key's alphabet has it", "[redactor]")
{
    const std::string key = "q7Rm2Xv9Tb4Lk8Wz3Hc6Np5Jd1Fs0Gy_uQ7eA2iO9rM4";
    CHECK(sealed_values("hereapi_key=" + key) == std::vector<std::string>{key});
    CHECK(sealed_values("hereapi_key: \"" + key + "\"") == std::vector<std::string>{key});
    // One byte too short without it.
    const std::string rest = key.substr(0, 42);
    CHECK(sealed_values("hereapi_key=" + rest) == std::vector<std::string>{"=" + rest});
}

TEST_CASE("ServiceKey: part of a longer key has the shape of another", "[redactor]")
{
    for (const std::string key : {"3f9ab07c-3621-4f06-be54-1be3f61c7c83",
             "sNIhEX9nXCiYbAGENm7jL66QbWKyFXhlSNupr6wr+/Rquf9ofW9ilAz+HLtdB1DZ",
             "2XTr_smoHClU9HAejpcpIP2AP0qXdKa83wm1c4NVNU-"}) {
        for (const std::string before :
            {"cloudinary_key: ", "cloudflare token ", "datagov key: "}) {
            INFO(before + key);
            CHECK(sealed_values(before + key) == std::vector<std::string>{key});
        }
    }
}

TEST_CASE("ServiceKey: words between name and key may be as long as a key", "[redactor]")
{
    CHECK(sealed_values("gitlab-routable_access_token q7Rm2Xv9Tb4Lk8Wz") ==
          std::vector<std::string>{"q7Rm2Xv9Tb4Lk8Wz"});
}

TEST_CASE("ServiceKey: the id of somebody who signed in through a service is none", "[redactor]")
{
    CHECK(sealed_values("\"sub\": \"auth0|3fa94c07d2be61585e0a9bc7\"").empty());
}

TEST_CASE("ServiceKey: fingerprints of public keys stay", "[redactor]")
{
    const std::string print = "3FA94C07D2BE61585E0A9BC7F4D812637C1D94BE";
    CHECK(sealed_values("gpg --recv-keys " + print).empty());
    CHECK(sealed_values("apt-key adv --keyserver keys.arlen.test --recv-keys " + print).empty());
}
