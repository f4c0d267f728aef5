#include <string>
#include <vector>

#include "scanning.h"
#include "support/catch.h"
#include "values/code_word.h"

using redactor_tests::findings_of;
using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("Code words: calls, types, tags and markup are told from passwords", "[redactor]")
{
    for (const std::string word :
        {"store.Fetch(ctx", "&v1.Ledger{}", "v2alpha1.Grant{Name", "raw.(string)",
            "map[string]bool{}", "bytes,3,opt,name=login", "attr:`~shop.Order.key`", "`~shop.urls`",
            "**Note", "Hint**", "3306)/shop?tls=true", "port][/base]", "ledger.test/api@v0.12.3",
            "status_code=404", "html=True", "GHSA-mfvx-7rcj-9m5g", "base32`"}) {
        INFO(word);
        CHECK(redactor::is_code_word(word));
    }
    for (const std::string word : {"Kettle#5", "Kettle(5)", "**Kettle5**", "mug@2024", "a=Kettle5",
             "Spoon.Kettle", "kettle`5", "x]y)z#1", "tea,cup=7!"}) {
        INFO(word);
        CHECK_FALSE(redactor::is_code_word(word));
    }
    CHECK(redactor::is_member_name("form.apiToken"));
    CHECK(redactor::is_member_name("v4.ErrNotFound"));
    CHECK_FALSE(redactor::is_member_name("olga.keller2024"));
    CHECK_FALSE(redactor::is_member_name("M7E6TcDE.tWgRSGMXkE"));
    CHECK(redactor::is_dotted_name("worker.k8sclient.retry.max"));
    CHECK(redactor::is_dotted_name("router.3500_24s.fan.discovery"));
    CHECK(redactor::is_type_name("TokenReviewSpec"));
    CHECK_FALSE(redactor::is_type_name("Xq7LmWpZr2TbKc9Vn"));
    CHECK_FALSE(redactor::is_dotted_name("q8Zk2.Lw0xTr.9vBn1c"));
}

TEST_CASE("Code words: lines of programs and manuals have no finding", "[redactor]")
{
    for (const std::string text :
        {"conn := openLedger(cfg.Host, cfg.User, cfg.Pass, cfg.Ledger, cfg.Mode)",
            "user, password := opts.Basic.loginName, opts.Basic.loginWord",
            "key, err := keys.AddGrant(ctx, uid, form.ArmoredKey, token, form.signedBy)",
            R"(fields = ["user", "password", "born_on", "is_owner"])",
            R"(Password string `protobuf:"bytes,2,opt,name=password" json:"password"`)",
            R"(Token cfg.Secret `toml:"ledger_token"`)", "tokens = map[string]ledger.Factory{}",
            R"(old := grant.Data["password"].(string))", "if password != password2:",
            "redis://[user:password@]host[:port][/base][?option=value]",
            R"(resp := get(t, token, addr+"/v1/sys/seal/attempt"))",
            R"(resp := get(t, token, "ledger/seal/attempt"))",
            R"(self.refuse(response, "passwordvisible", status_code=404))",
            "* **Password Policies**: Owners say how passwords are made.", "--htpasswd=PATH",
            R"("failed": "The access token could not be made: %v")",
            "for user, password := range grants {", "leak in (ledger-cases.c:52)",
            R"(labels={nameLabel:"Name:",passwordLabel:"Password:",againLabel:"Again:"})",
            "kpasswd\t\t464/udp", "Description=cache of a passphrase\nDocumentation=man:ledger(1)",
            "our $s_upskel = 'upskel';", "status installed ledger-user:amd64 1.14.10-1~deb12u1",
            "[a TOTP app]: https://ledger.test/articles/second-2fa-factor-9a8b7c6d5e",
            "https://abc:xyz@example.com", "key: 'disk.2700_x.util[{#NAME}]'",
            "key: ledger.k8s.retry.discovery", "ledger --password-command returned: nothing",
            R"("password_again": "The name $1 of {{GENDER:$2|him|her}} is wrong.")",
            R"("resource": "arn:aws:secretsmanager:*:*:secret:ledger!*")",
            R"(print("<p>The <code>userpassword</code> parameter.</p>"))",
            "return: The token of this V1beta1GrantReviewSpec.",
            R"(parser.add("--driver", help='What to pass to it'))",
            R"(secret = fields.Message('LedgerCloudV1beta1SecretVolumeSource', 6))",
            R"(HEX_KEY = /^[0-9a-fA-F]+$/)"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Code words: what package lists and settings of apps hold stays", "[redactor]")
{
    const std::string key = "AIza" + std::string("SyB1kTq9ZrX4mLw7PvN2cJd8HsG5fYuE3oA");
    for (const std::string text : {"jwt-ledger==2.8.0", "password-store@4.10.22",
             "Fingerprint: SHA256:A8PGr0B2FksJB/SJhUO60OHiFzqOEaVYzoLnG3zi+4x"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
    CHECK(findings_of(R"("api_key": [ { "current_key": ")" + key + R"(" } ])").empty());
    CHECK(findings_of("<key>API_KEY</key>\n\t<string>" + key + "</string>").empty());
    CHECK(sealed_values("MAPS_KEY=" + key) == Values{key});
}

TEST_CASE("Code words: values beside them stay found", "[redactor]")
{
    CHECK(sealed_values(R"(open(cfg.Host, password="Kettle#5"))") == Values{"Kettle#5"});
    CHECK(sealed_values("olga:Kettle#5@tcp(10.20.30.41:3306)/shop") == Values{"Kettle#5"});
    CHECK(sealed_values("SHOP_PASSWORD = kettle5615") == Values{"kettle5615"});
    CHECK(sealed_values("spring.datasource.password=M7E6TcDE.tWgRSGMXkE") ==
          Values{"M7E6TcDE.tWgRSGMXkE"});
    CHECK(sealed_values(R"(restic --password-command "echo kettle_72" backup)") ==
          Values{"echo kettle_72"});
    CHECK(sealed_values(R"(Token: "vErrYS3c3tReFRe$hToken")") == Values{"vErrYS3c3tReFRe$hToken"});
}
