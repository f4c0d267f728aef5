#include "text/misspelling.h"

#include <algorithm>

#include "support/catch.h"

using redactor::misspellings;

namespace {

bool has(const std::vector<std::string>& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

TEST_CASE("Misspellings: a letter is left out, doubled or changed over", "[redactor]")
{
    const auto wrong = misspellings("password");
    CHECK(has(wrong, "pasword"));
    CHECK(has(wrong, "passsword"));
    CHECK(has(wrong, "passwrod"));
    CHECK_FALSE(has(wrong, "password"));
    CHECK_FALSE(has(wrong, "assword"));
}

TEST_CASE("Misspellings: letters outside ASCII stay whole", "[redactor]")
{
    CHECK(has(misspellings("hasło"), "hasłło"));
    CHECK(has(misspellings("пароль"), "проль"));
}

TEST_CASE(
    "Misspellings: of several words the longest slips, and short words not at all", "[redactor]")
{
    CHECK(has(misspellings("kata sandi"), "kata sandii"));
    CHECK(misspellings("mk").empty());
    CHECK_FALSE(has(misspellings("heslo"), "hslo"));
}
