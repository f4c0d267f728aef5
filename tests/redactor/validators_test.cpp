#include "validators.h"

#include "base64.h"
#include "support/catch.h"

TEST_CASE("Validators: Luhn accepts a right check digit and refuses a wrong one", "[redactor]")
{
    CHECK(redactor::luhn_holds("4539 1488 0343 6467"));
    CHECK_FALSE(redactor::luhn_holds("4539 1488 0343 6468"));
    CHECK_FALSE(redactor::luhn_holds("0"));
}

TEST_CASE("Validators: a JWT's header must be a JSON object with alg", "[redactor]")
{
    CHECK(redactor::jwt_holds("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.x"));
    CHECK_FALSE(redactor::jwt_holds("eyJmb28iOiJiYXIifQ.eyJhIjoxfQ.x"));
    CHECK_FALSE(redactor::jwt_holds("nothing"));
}

TEST_CASE("Validators: an unknown name is nothing", "[redactor]")
{
    CHECK_FALSE(redactor::find_validator("no-such"));
    CHECK(redactor::find_validator("luhn"));
}

TEST_CASE("Validators: none reads beyond a short value", "[redactor]")
{
    for (const char* name : {"base62-crc", "grafana-crc", "hex-crc", "aws-key-id", "64-bytes",
             "macaroon", "openai-marker", "luhn", "jwt"}) {
        const auto validator = redactor::find_validator(name);
        REQUIRE(validator);
        for (const char* value : {"", "_", "a", "ghp_", "AgEI", "."}) {
            CHECK_FALSE((*validator)(value));
        }
    }
}

TEST_CASE("Base64: what is encoded decodes again, in both alphabets", "[redactor]")
{
    CHECK(redactor::decode_base64(redactor::encode_base64("Copper+Lantern")) == "Copper+Lantern");
    CHECK(redactor::decode_base64("_-8=") == redactor::decode_base64("/+8="));
    CHECK_FALSE(redactor::decode_base64("a*b"));
}
