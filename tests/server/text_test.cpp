#include "support/bytes.h"
#include "support/catch.h"
#include "text/base64.h"
#include "text/media_type.h"
#include "text/utf8.h"

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

TEST_CASE("is_utf8: takes every scalar value and nothing else", "[server]")
{
    for (std::uint32_t code_point = 1; code_point <= 0x10FFFF; code_point += 7) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            continue;
        }
        char buffer[4];
        const char* end = text::put_utf8(buffer, code_point);
        const std::string_view sequence{buffer, static_cast<std::size_t>(end - buffer)};
        REQUIRE(text::is_utf8(sequence));
        if (sequence.size() > 1) {
            REQUIRE_FALSE(text::is_utf8(sequence.substr(0, sequence.size() - 1)));
            REQUIRE_FALSE(text::is_utf8(sequence.substr(1)));
        }
    }
    for (const char* wrong : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
             "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        CHECK_FALSE(text::is_utf8(wrong));
    }
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
