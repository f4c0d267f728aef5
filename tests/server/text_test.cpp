#include "support/bytes.h"
#include "support/catch.h"
#include "text/base64.h"
#include "text/media_type.h"

#include <string>

using namespace server;

TEST_CASE("base64: the vectors of RFC 4648", "[server]")
{
    CHECK(text::to_base64(tests::bytes_of("")).empty());
    CHECK(text::to_base64(tests::bytes_of("f")) == "Zg==");
    CHECK(text::to_base64(tests::bytes_of("fo")) == "Zm8=");
    CHECK(text::to_base64(tests::bytes_of("foobar")) == "Zm9vYmFy");
    CHECK(text::to_base64url(tests::bytes_of("\xFB\xFF\xFE")) == "-__-");
}

TEST_CASE("secret_from_base64url: one spelling per secret", "[server]")
{
    const std::string bytes(32, '\xA7');
    const std::string encoded = text::to_base64url(tests::bytes_of(bytes));
    REQUIRE(encoded.size() == 43);
    const auto decoded = text::secret_from_base64url(encoded, 32);
    REQUIRE(decoded);
    CHECK(tests::text_of(*decoded) == bytes);

    std::string spare_bits = encoded;
    spare_bits.back() = static_cast<char>(spare_bits.back() + 1);
    CHECK_FALSE(text::secret_from_base64url(spare_bits, 32));
    CHECK_FALSE(text::secret_from_base64url(encoded + "=", 32));
    CHECK_FALSE(text::secret_from_base64url(encoded.substr(1), 32));
    CHECK_FALSE(text::secret_from_base64url("+" + encoded.substr(1), 32));
    CHECK_FALSE(text::secret_from_base64url("", 32));
}

TEST_CASE(
    "media type: type and charset in one spelling, and only UTF-8 or nothing is UTF-8", "[server]")
{
    struct Case {
        const char* field;
        const char* type;
        const char* charset;
        bool utf8;
    };
    constexpr Case cases[] = {
        {"application/json", "application/json", "", true},
        {" Application/JSON ;Charset=\"UTF-8\" ", "application/json", "utf-8", true},
        {"text/plain;charset=us-ascii", "text/plain", "us-ascii", true},
        {"text/plain; format=flowed; charset=utf-16", "text/plain", "utf-16", false},
        {"text/plain; charset=utf-16; charset=utf-8", "text/plain", "utf-16", false},
        {"text/plain; charset=utf-8; charset=utf-16", "text/plain", "utf-16", false},
        {"text/plain; xcharset=utf-16", "text/plain", "", true},
        {"text/plain; charset = \"utf-8", "text/plain", "\"utf-8", false},
        {"text/plain;;charset", "text/plain", "", true},
        {"", "", "", true},
        {"application/jsonp", "application/jsonp", "", true},
    };
    for (const Case& one : cases) {
        CAPTURE(one.field);
        const auto media = text::parse_media_type(one.field);
        CHECK(media.type == one.type);
        CHECK(media.charset == one.charset);
        CHECK(media.is_utf8() == one.utf8);
    }
}
