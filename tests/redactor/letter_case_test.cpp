#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.h"
#include "text/letter_case.h"

using redactor::spellings;

namespace {

bool has(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

TEST_CASE("Spellings: a word is also written without its marks, in every script", "[redactor]")
{
    CHECK(has(spellings("hasło"), "haslo"));
    CHECK(has(spellings("mật khẩu"), "mat khau"));
    CHECK(has(spellings("κωδικός"), "κωδικος"));
    CHECK(has(spellings("учётка"), "учетка"));
    CHECK(has(spellings("كلمة"), "كلمه"));
}

TEST_CASE("Spellings: capitals are made with and without marks", "[redactor]")
{
    CHECK(has(spellings("κωδικός"), "ΚΩΔΙΚΟΣ"));
    CHECK(has(spellings("κωδικός"), "Κωδικος"));
    CHECK(has(spellings("пароль"), "ПАРОЛЬ"));
}

TEST_CASE("Spellings: two letters stand for one that a keyboard lacks", "[redactor]")
{
    CHECK(has(spellings("schlüssel"), "schluessel"));
    CHECK(has(spellings("lösenord"), "loesenord"));
    CHECK(has(spellings("nøgle"), "noegle"));
}
