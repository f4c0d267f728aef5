#include "scanning.h"
#include "support/catch.h"

#include <string>
#include <vector>

using namespace redactor;
using redactor_tests::findings_of;
using redactor_tests::sealed_values;

namespace {

const std::string bcrypt = "$2y$10$gOWDK7uEaGQIo8sSYlsfhWQ2qzPUsMjGkr6HbdtCV9iItUhBRoY4j";

} // namespace

TEST_CASE("Password hash: bcrypt is sealed wherever it stands", "[redactor]")
{
    for (const std::string& text : {bcrypt, "mara:" + bcrypt, "password_hash = \"" + bcrypt + "\"",
             "INSERT INTO users (login, password) VALUES ('mara', '" + bcrypt + "');",
             "{\"id\":7,\"bcrypt_hash\":\"" + bcrypt + "\"}"}) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{bcrypt});
    }
    CHECK(sealed_values(bcrypt.substr(0, 40)).empty());
}

TEST_CASE("Password hash: what machines and tests of programs hold is offered", "[redactor]")
{
    const std::string shadow =
        "$6$Wv1kqzT9aRm2$" + std::string(4, 'q') +
        "7Zr.xV0pLmTn8Yb2Kc7Zr.xV0pLmTn8Yb2Kc7Zr.xV0pLmTn8Yb2Kc7Zr.xV0pLmTn8Y"
        "b2Kc7Zr.xV0pLm";
    const std::string line = "root:" + shadow + ":19723:0:99999:7:::";
    CHECK(sealed_values(line).empty());
    const auto offered = findings_of(line, {.min_confidence = Confidence::low});
    REQUIRE(offered.size() == 1);
    CHECK(line.substr(offered[0].begin, offered[0].end - offered[0].begin) == shadow);
    CHECK(
        sealed_values("password: \"$argon2id$v=19$m=65536,t=3,p=2$BpLnfgDsc2WD8F2q$o/vzA4myCqZZ36b"
                      "GsDsY//8mKUYNZZaR0t4MFFSs+iM\"")
            .empty());
}
