#include "rules/rule_package.h"

#include <string>

#include "rules/rule_compiler.h"
#include "scanning.h"
#include "support/catch.h"

using redactor::embedded_package;
using redactor::read_package;

TEST_CASE("RulePackage: what is written is read again, byte for byte", "[redactor]")
{
    const auto package = read_package(embedded_package());
    REQUIRE(package);
    REQUIRE(package->has_databases);
    CHECK(redactor::write_package(*package->impl) == embedded_package());
}

TEST_CASE("RulePackage: a flipped bit anywhere is refused", "[redactor]")
{
    std::string bytes(embedded_package());
    // A prime stride meets head, tables and databases; the last byte is the end of a database.
    for (std::size_t at = 0; at < bytes.size(); at += 99'991) {
        const char kept = bytes[at];
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
        CHECK_FALSE(read_package(bytes));
        bytes[at] = kept;
    }
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    CHECK_FALSE(read_package(bytes));
}

TEST_CASE("RulePackage: a package that is cut or longer is refused", "[redactor]")
{
    const std::string bytes(embedded_package());
    CHECK_FALSE(read_package({}));
    CHECK_FALSE(read_package(std::string_view(bytes).substr(0, 12)));
    CHECK_FALSE(read_package(std::string_view(bytes).substr(0, bytes.size() - 1)));
    CHECK_FALSE(read_package(bytes + '\0'));
}

TEST_CASE("RulePackage: databases of another engine version are compiled anew", "[redactor]")
{
    const auto package = read_package(embedded_package());
    REQUIRE(package);
    std::string bytes = redactor::serialize(package->impl->finders.front().database.get());
    bytes[4] = static_cast<char>(bytes[4] ^ 1); // the version stands behind the engine's magic
    const auto database = redactor::deserialize(bytes);
    REQUIRE_FALSE(database);
    CHECK(database.error() == redactor::DatabaseFault::other_engine);
}
