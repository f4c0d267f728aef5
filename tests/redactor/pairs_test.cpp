#include <string>
#include <vector>

#include "access/access_signs.h"
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

TEST_CASE("Pairs: a name behind a host and a value without a loud sign", "[redactor]")
{
    for (const std::string text : {"nas01 root/kQ8dorM2x", "nas01 (root/kQ8dorM2x)",
             "http://nas01.arlen.test admin/kQ8dorM2x", "nas01 svc/kQ8#dorM", "nas01 svc/kQ8dorM#@",
             "http://nas01.arlen.test (svc/kQ8#dorM)"}) {
        INFO(text);
        const Values values = sealed_values(text);
        REQUIRE(values.size() == 1);
        CHECK(values.front().starts_with("kQ8"));
    }
    for (const std::string text :
        {"nas01 root/Makefile2", "the root/kQ8dorM2x of it", "nas01 svc/kQ8dorM2x"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Pairs: labels behind an abbreviation, in brackets and with a dash", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"FTPpw: kQ8dorM2x", "kQ8dorM2x"}, {"user olga (FTPpw:kQ8dorM2x)", "kQ8dorM2x"},
             {"(ID)olga/(PW)kQ8dorM2x", "kQ8dorM2x"}, {"Password-kQ8#dorM", "kQ8#dorM"},
             {"pw for olga -> kQ8dorM2x", "kQ8dorM2x"}, {"pwd for olga=kQ8dorM_x", "kQ8dorM_x"},
             {"olga@10.20.30.41 password:QxvFqLJkbjW", "QxvFqLJkbjW"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string text : {"Password-protected", "password-reset2", "(PW)kettle spoon",
             "olga@10.20.30.41 password:LibreOffice", "ABCpwd"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
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
            "id,login,email,2fa,api_key_id,role\n1,olga,olga@arlen.test,2023-11-02,totp,ak_1021,"
            "owner\n2,ivan,ivan@arlen.test,yes,2022-04-17,none,,editor\n",
            "openssl enc -aes-256-cbc -pass env:ENC_PASS -in a -out b",
            "/providers/Microsoft.Authorization/roleDefinitions/"
            "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "PASS: gdb/call.exp: print(1)\nPASS: x86-64/pr23494d-x32\nPASS: i386 nop-bad-1 x"}) {
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

TEST_CASE(
    "Pairs: a host, a word for an access or a system's account stand for a label", "[redactor]")
{
    for (const std::string text :
        {"log on to gate04 olga/Mist!Fern77 please", "jump.arlen.test olga / Mist!Fern77",
            "account olga/Mist!Fern77", "Konto olga/Mist!Fern77", "VPN: o.berg / Mist!Fern77",
            "access for QA: olga/Mist!Fern77", "accès : olga / Mist!Fern77",
            "the DB is postgres/Mist!Fern77", "olga / Mist!Fern77", "root Mist!Fern77",
            "superuser: Mist!Fern77", "sysadmin - Mist!Fern77", "administrator | Mist!Fern77",
            "creds: olga Mist!Fern77", "credentials: olga Mist!Fern77",
            "creds olga:Mist!Fern77 thanks", "user: olga\nMist!Fern77\n",
            "login: olga\r\nMist!Fern77"}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{"Mist!Fern77"});
    }
}

TEST_CASE("Pairs: issues, versions, paths and accounts in sentences stay", "[redactor]")
{
    for (const std::string text :
        {"see the account loom/loom#4711", "GitLab: loom/loom!368 was merged", "access: read/write",
            "VPN: IPsec / IKEv2-2019", "web01 linux/amd64", "account creation/deletion",
            "login page/Dashboard2", "server uses: actions/checkout@v2", "support/Loom*",
            "host web01 docs/a%20b%20C", "It failed in test. See tools/gen-table.py!h_fern7 here",
            "a1bfd67 application/vnd.loom.chart.v1.tar+gzip",
            "jdbc:oracle:thin:@dbhost:1521:LEDGER", "root      812  0.0 Mist!Fern77 0.1 Ss",
            "root causes Problem-2 again", "superuser: required", "user: olga\nsubject: Drucker2!",
            "user: olga\nHello World!", "the dist / 10^kappa is small"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Pairs: labels of two words, in brackets and behind dashes are pairs, too", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"User Name / Admin password: olga / k7R2mXa9", "k7R2mXa9"},
        {"ID/p/w(olga/Kettle#57)", "Kettle#57"},
        {"(account)olga, (PW)Kettle#57", "Kettle#57"},
        {"아이디 - olga / pwd - k7R2mX_a", "k7R2mX_a"},
        {"10.20.30.40 - olga/k7R2mXa9", "k7R2mXa9"},
        {"10.20.30.40 홍길동/k7R2mXa9", "k7R2mXa9"},
        {"srv01.arlen.test, olga/k7R2mX_a", "k7R2mX_a"},
        {"password for olga: k7R2mXa9", "k7R2mXa9"},
        {"Passwort von olga = k7R2mXa9", "k7R2mXa9"},
        {"db_pw is Kettle#57", "Kettle#57"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text : {"db_pw is unset", "srv01.arlen.test docs/Makefile2",
             "def getpass(prompt='Password: ', stream=None):", "next = (passwd)other;"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Pairs: words join a name and its value behind an address", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"admin page is https://db1.arlen.test/login, I get in with olga and Copper+Lantern7.",
            "Copper+Lantern7"},
        {"I made you an account: olga@arlen.test with Marble12Fox - thanks", "Marble12Fox"},
        {"correo de ventas -> Limon#Sal77\n", "Limon#Sal77"},
        {"the panel (https://arlen.test/admin) wants olga first and then Kettle_Spoon_51.",
            "Kettle_Spoon_51"},
        {"Databasebruger shop_db / Kettle-Spoon-51.", "Kettle-Spoon-51"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    CHECK(sealed_values("see https://arlen.test/docs, built with gtk and qt5-tools").empty());
    CHECK(sealed_values("the login moved: old -> new").empty());
}

TEST_CASE("Pairs: a name and a value are told by the words before them", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"the wp login is olga7 and Kettle4471", "Kettle4471"},
        {"credentials are olga:Kettle51x", "Kettle51x"},
        {"ftp nas01.arlen.test olga Kettle#4471", "Kettle#4471"},
        {"imap olga@arlen.test Kettle#4471", "Kettle#4471"},
        {"olga@arlen.test:kettle4471", "kettle4471"},
        {"whm root k7R2mXa9", "k7R2mXa9"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const char* text : {
             "the login is slow and Chrome120 crashes",
             "mysql://olga@db.arlen.test:3306/shop",
             "mail olga@arlen.test about SRV04",
             "credentials are wrong: 401",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE(
    "AccessSigns: looking by blocks finds the signs that looking by bytes finds", "[redactor]")
{
    unsigned state = 5;
    const auto random = [&](unsigned below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 16U) % below;
    };
    for (int round = 0; round < 400; ++round) {
        std::string text;
        for (unsigned i = random(120); i > 0; --i) {
            text += "a1 _-=>/@.\n"[random(11)];
        }
        std::vector<std::size_t> slow;
        for (std::size_t i = 1; i + 1 < text.size(); ++i) {
            if (redactor::is_access_sign(text[i - 1], text[i], text[i + 1])) {
                slow.push_back(i);
            }
        }
        std::vector<std::size_t> fast;
        redactor::for_each_access_sign(text, [&](std::size_t at) { fast.push_back(at); });
        CAPTURE(text);
        CHECK(fast == slow);
    }
}
