#include <string>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::findings_of;
using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("Pairs: a numeric address names the access behind it", "[redactor]")
{
    for (const std::string text : {"10.20.30.41 svc/kQ82_dorM", "10.20.30.41, svc / kQ82_dorM",
             "10.20.30.41:2222 (svc/kQ82_dorM)", "host 10.20.30.41 svc:kQ82_dorM",
             "ssh svc@10.20.30.41 / kQ82_dorM"}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{"kQ82_dorM"});
    }
    CHECK(sealed_values("10.20.30.41(svc/kQ82_dorM ops/wN31+lanE)") ==
          Values{"kQ82_dorM", "wN31+lanE"});
}

TEST_CASE("Pairs: fields of logs behind an address stay", "[redactor]")
{
    for (const std::string text : {"10.20.30.41 tcp/8080", "10.20.30.41 Mozilla/5.0",
             "10.20.30.41 Chrome/120.0.6099.71", "10.20.30.41 docker/Dockerfile2",
             "10.20.30.41 build/Release_x64", "10.20.30.41 /var/www", "v10.20.30.41 a/kQ82_dorM"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Pairs: dashes and brackets bind a value to its label", "[redactor]")
{
    for (const std::string text : {"login/password-olga/MistFern77!", "id-olga/pass-MistFern77!",
             "username-olga password-MistFern77!", "pw(olga): MistFern77!",
             "id(olga)/pw(MistFern77!)", "PASS[MistFern77!]", "id/pw/port: olga/MistFern77!/2222",
             "ID/PW\nolga / MistFern77!", "账号密码: olga MistFern77!", "root / MistFern77!",
             "login olga MistFern77!", "olga@arlen.test / MistFern77!",
             "olga@arlen.test:MistFern77!"}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{"MistFern77!"});
    }
}

TEST_CASE("Pairs: addresses, calls and code stay", "[redactor]")
{
    for (const std::string text :
        {"void addPass(PassRegistry& registry);", "transport://user:pass@host/dbname?opt1=a&opt2=b",
            "auth = {user: 'user', pass: 'pass', sendImmediately: false}",
            "HA1=MD5(MD5(username:realm:password):nonce:cnonce)", "see /srv/root/Report2024a",
            "password-reset-2024 for olga", "git@arlen.test:Shop/Repo2.git",
            "olga@arlen.test: Berlin", "scp olga@arlen.test:Backup2", "user guide v2.0.1!",
            "login failed again today!",
            "PASS: gdb.base/call.exp: print call(1)\nPASS: x86-64/pr23494d-x32\nPASS: i386 "
            "nop-bad-1 x"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Pairs: a seed is one when it is all there is", "[redactor]")
{
    CHECK(sealed_values("KZ3G62DVMJQXI5LQ\n") == Values{"KZ3G62DVMJQXI5LQ"});
    CHECK(findings_of("the model is KZ3G62DVMJQXI5LQ, as printed below").empty());
    CHECK(findings_of("INVOICE234567ABC").empty());
}
