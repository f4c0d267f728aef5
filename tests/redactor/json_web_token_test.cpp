#include <string>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

const std::string header = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
const std::string payload = "eyJzdWIiOiJvbGdhIiwiaWF0IjoxNTE2MjM5MDIyfQ";

// Characters of base64 that no sentence holds.
std::string filled(std::size_t bytes)
{
    static const std::string unit = "q7Rk-Zt2_Lw9Xb4Vn";
    std::string out;
    while (out.size() < bytes) {
        out += unit;
    }
    out.resize(bytes);
    return out;
}

} // namespace

TEST_CASE("JSON Web Token: one of any length is sealed whole", "[redactor]")
{
    for (const std::size_t signature : {43U, 86U, 342U, 683U}) {
        const std::string token = header + "." + payload + "." + filled(signature);
        INFO(signature);
        CHECK(sealed_values("it answered with " + token + " and then 401") ==
              std::vector<std::string>{token});
    }
    // 3,000 characters of payload, as directories issue them.
    std::string claims = "eyJhIjoi";
    while (claims.size() < 3000) {
        claims += "YWFi";
    }
    claims += "YSJ9";
    const std::string token = header + "." + claims + "." + filled(342);
    CHECK(sealed_values("id: " + token + ".") == std::vector<std::string>{token});
}

TEST_CASE("JSON Web Token: an encrypted one has five parts", "[redactor]")
{
    const std::string token = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ." + filled(342) +
                              "." + filled(16) + "." + filled(400) + "." + filled(22);
    CHECK(sealed_values("got " + token + " back") == std::vector<std::string>{token});
}

TEST_CASE("JSON Web Token: what has no signature or no algorithm stays", "[redactor]")
{
    CHECK(sealed_values("decode('" + header + "." + payload + ".')").empty());
    CHECK(sealed_values("eyJmb28iOiJiYXIifQ." + payload + "." + filled(43)).empty());
    CHECK(sealed_values(header + " alone").empty());
}

TEST_CASE("Tokens: what is longer than its rule is sealed whole", "[redactor]")
{
    const std::string token = "pypi-AgEIcHlwaS5vcmc" + filled(1500);
    CHECK(sealed_values("upload with " + token + " fails") == std::vector<std::string>{token});
}

TEST_CASE("Prose: a long secret is not cut where a word's reading stops", "[redactor]")
{
    const std::string token = filled(900) + "Z";
    CHECK(sealed_values("the access token is " + token + " since today") ==
          std::vector<std::string>{token});
}
