#include "crypto/password.h"

#include "crypto/common_password.h"
#include "support/catch.h"

#include <string>
#include <vector>

using vault::ErrorCode;
using vault::Secret;

namespace {

Secret secret(std::string_view text) { return Secret::copy_of(text); }

} // namespace

TEST_CASE("Password: the right one verifies, another does not, nobody's never does", "[vault]")
{
    const auto hash = vault::hash_password(secret("a quiet river at noon"));
    REQUIRE(hash.has_value());
    CHECK(hash->starts_with("$argon2id$v=19$m=262144,t=3,p=1$"));
    CHECK(vault::verify_password(secret("a quiet river at noon"), *hash));
    CHECK_FALSE(vault::verify_password(secret("a quiet river at noo"), *hash));
    CHECK_FALSE(vault::verify_password(secret("a quiet river at noon"), ""));
    CHECK_FALSE(vault::verify_password(secret("a quiet river at noon"), "not a hash"));
}

TEST_CASE("Password: length is counted in characters", "[vault]")
{
    CHECK(vault::hash_password(secret("elevenchars")).error().code() == ErrorCode::invalid);
    CHECK(vault::hash_password(secret("")).error().code() == ErrorCode::invalid);
    CHECK(vault::hash_password(secret("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8")).error().code() ==
          ErrorCode::invalid); // 12 bytes, 6 characters
    std::string long_one;
    for (int i = 0; i < 129; ++i)
        long_one += static_cast<char>('a' + i % 26);
    CHECK(vault::hash_password(secret(long_one)).error().code() == ErrorCode::invalid);
}

TEST_CASE("Password: what guessers try first is refused", "[vault]")
{
    for (const std::string_view common : {"password1234", "Password2026!", "P@ssw0rd12345",
             "123456789012", "qwertyuiop123", "1234password!", "aaaaaaaaaaaa", "abababababab",
             "letmeinletmein", "Admin123456!", "Welcome2026!!", "changeme1234"}) {
        INFO(common);
        CHECK(vault::is_common_password(secret(common)));
    }
    CHECK(vault::hash_password(secret("Password2026!")).error().code() == ErrorCode::invalid);
}

TEST_CASE("Password: an uncommon one is not refused", "[vault]")
{
    for (const std::string_view good : {"a quiet river at noon", "7Kq!v2Rz9wLx",
             "mein-passwort-ist-lang", "passwordless-entry-door"}) {
        INFO(good);
        CHECK_FALSE(vault::is_common_password(secret(good)));
    }
}
