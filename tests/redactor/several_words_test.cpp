// Values of several words, values written twice in other words, and signs inside values.
#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"
#include "values/variants.h"

using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;
using Cases = std::vector<std::pair<std::string, std::string>>;

void check_sealed(const Cases& cases)
{
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
}

void check_clean(const Values& texts)
{
    for (const std::string& text : texts) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

} // namespace

TEST_CASE("Several words: a phrase in quotes is a password where the name says so", "[redactor]")
{
    check_sealed({{"'smtp_password' => 'Otter Meadow',", "Otter Meadow"},
        {"password: \"correct horse battery staple\"", "correct horse battery staple"},
        {"auth { username = \"pull\", password = \"copper saddle\" }", "copper saddle"},
        {"net --password=\"copper saddle lamp\"", "copper saddle lamp"},
        {"'dbpassword' => 'Otter Meadow',", "Otter Meadow"},
        {"$password = 'otter, meadow';", "otter, meadow"}});
    check_clean({"\"password\": \"Enter your password\"", "'password' => 'Please try again',",
        "password: \"Not set\"", "\"pass\": \"All green\"", "password_label: \"Copper Saddle\"",
        "password: \"the one from before\""});
}

TEST_CASE("Several words: the rest of a line of settings is the value", "[redactor]")
{
    check_sealed({{"PGUSER=olga\nPGPASSWORD=copper saddle\nPGDATABASE=shop\n", "copper saddle"},
        {"Environment=\"SYNC_PASSWORD=Copper saddle\" \"SYNC_USER=sync\"", "Copper saddle"},
        {"+ export 'RESTIC_PASSWORD=copper saddle lamp'", "copper saddle lamp"},
        {"username=olga\npassword=Copper, saddle\ndomain=HOME\n", "Copper, saddle"},
        {"Variable => Value\nDB_PASSWORD => Copper saddle\n", "Copper saddle"}});
    check_clean({"DB_PASSWORD => no value => no value\n"});
    // A command with a variable set for it: only the first word is the value.
    for (const auto& [text, value] :
        Cases{{"docker run -e \"PGPASSWORD=SGFmZW43Nw==\" postgres", "SGFmZW43Nw=="},
            {"sh -c \"MYSQL_PWD=tulpenfeld mysqldump shop\"", "tulpenfeld"},
            {"ssh host \"PGPASSWORD=tulpenfeld psql -h db shop\"", "tulpenfeld"},
            {"curl -d 'password=SGFmZW43Nw==' https://a.test", "SGFmZW43Nw=="}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    CHECK(sealed_values("PGPASSWORD=copper5saddle psql shop") == Values{"copper5saddle"});
    check_clean({"Password: see the mail", "Password: must be changed soon", "Password: Bob Jones",
        "Password: Active Directory", "Password: 12 characters", "Пароль: выслан отдельно",
        "\"password\": \"feltet er påkrevd\"", "Password: not set yet", "password: !Ref DBPassword",
        "password: old newPassword", "password = not None\nuser = olga\n"});
}

TEST_CASE("Several words: a quote before a rule's value is closed behind all of it", "[redactor]")
{
    check_sealed({{"    AuthLDAPBindPassword \"Otter meadow lamp\"", "Otter meadow lamp"},
        {"bindpw 'Otter meadow'", "Otter meadow"},
        {"bindpw \"otter\\\"meadow51\"", "otter\\\"meadow51"},
        {"AuthLDAPBindPassword \"otter51", "otter51"}});
}

TEST_CASE("Several words: words that restore a wallet", "[redactor]")
{
    const std::string words =
        "ribbon velvet orphan cactus drift lunar pepper copy inject wasp tunnel meadow";
    CHECK(sealed_values("Mnemonic (12 words): " + words) == Values{words});
    CHECK(sealed_values("my seed phrase is\n" + words + ".") == Values{words});
    check_clean({"the seed phrase has twelve words and we never ask for it in a mail or chat",
        "Mnemonic: ribbon velvet orphan cactus drift lunar pepper copy inject wasp tunnel",
        "Recovery codes let users regain access when their phone gets lost without calling support",
        "Supported mnemonics: mov push pop call jmp ret nop hlt cmp test xor and shl",
        "Seed phrase backup: please never store these words inside cloud drives because thieves"});
}

TEST_CASE("Several words: groups as devices print keys", "[redactor]")
{
    check_sealed({{"setup key: JBSW Y3DP EHPK 3PXP", "JBSW Y3DP EHPK 3PXP"},
        {"This is the setup key your page displayed: JBSW Y3DP EHPK 3PXP.", "JBSW Y3DP EHPK 3PXP"},
        {"Clé WiFi : 7A4F 92DD C1E0 55B3 6F", "7A4F 92DD C1E0 55B3 6F"},
        {"app password bqkd jrzm wplx tvhn", "bqkd jrzm wplx tvhn"},
        {"the app password was fjqw-mzxk-ttrp-aovd", "fjqw-mzxk-ttrp-aovd"}});
    check_clean({"Key fingerprint = 57BD 6196 6ABC 6EB5 72FA 73E2", "key: 1234 5678 9012 3456 789",
        "Signing key: 57BD 6196 1A2B 3C4D", "serial number: AB12 CD34 EF56",
        "account key: DE89 3704 0044 0532 0130 00", "password: 7061 7373 776f 7264 0a00",
        "the key this that with from", "53A0 52FA 5C3A 6753 707C 9332"});
}

TEST_CASE("Several words: what is nearly a password of the same text is one", "[redactor]")
{
    CHECK(sealed_values("the new password is Kettle2024, not Kettle2042") ==
          Values{"Kettle2024", "Kettle2042"});
    CHECK(sealed_values("la psw giusta è Gattino.37 (quella di prima Gattino37 era vecchia)") ==
          Values{"Gattino.37", "Gattino37"});
    CHECK(sealed_values("Sorry, vertippt: nicht Hase2020 sondern Hase2021") ==
          Values{"Hase2020", "Hase2021"});
    check_clean({"Sorry, I meant Printer23, not Printer32.", "Sorry, Auftrag20231 not Auftrag20213",
        "Désolé, je voulais dire Facture2023 et non Facture2022",
        "Sorry, the file is Report2023 not Report2022.",
        "sorry, typo: not server01 but server02 is down", "Sorry, order A10023 not A10032",
        "sorry, PHP81 not PHP82"});
    // Half a word is no word, and what is said to be another thing is one.
    CHECK(sealed_values("password is Sommer2023 on server Sommer2024") == Values{"Sommer2023"});
    CHECK(sealed_values("user: olga2020 password: Olga2020!") == Values{"Olga2020!"});
    CHECK(redactor::are_variants("Kettle2024", "kettle2024"));
    CHECK(redactor::are_variants("Kettle#2024", "Kettle_2025"));
    CHECK_FALSE(redactor::are_variants("Kettle2024", "Kettle"));
    CHECK_FALSE(redactor::are_variants("Kettle2024", "Saddle2024"));
    CHECK_FALSE(redactor::are_variants("", "Kettle2024"));
    CHECK_FALSE(redactor::are_variants("++++++1", "------1"));
}

TEST_CASE("Several words: signs inside a value belong to it", "[redactor]")
{
    check_sealed({{"CREATE USER 'olga'@'%' IDENTIFIED BY 'clock''work';", "clock''work"},
        {"auth: {user: pull, password: 'kettle''s5', realm: ext}", "kettle''s5"},
        {"User Id=erp;Password=Gr&amp;n7x;MultipleActiveResultSets=True", "Gr&amp;n7x"},
        {"  Passwort:        hT7(kd)92", "hT7(kd)92"}});
    CHECK(sealed_values("login?password=kettle5%23&amp;user=olga") == Values{"kettle5%23"});
}

TEST_CASE("Several words: a name and a numbered word where somebody signs in", "[redactor]")
{
    check_sealed({{"cPanel: olga / k3ttl3r1a", "k3ttl3r1a"},
        {"Админка Битрикс: admin / Чайник51", "Чайник51"},
        {"log in with jo@arlen.test and FlatWhite3x", "FlatWhite3x"},
        {"She gave me her login, anita.rao and Kettle#Monsoon", "Kettle#Monsoon"},
        {"the credentials are olga.k (kettle1234)", "kettle1234"}});
    check_clean({"Login: Server / nginx2", "FTP: active / passive2", "Admin: Meier / extension12",
        "credentials are missing (error1603)", "the user olga, Dell_7490 laptop",
        "Server: Apache / nginx1", "Contact: Olga / room12b", "cPanel: version / 11x",
        "the id of the map (NLA_U32)"});
}

TEST_CASE("Several words: codes below their label, and what stands beside a network or an account",
    "[redactor]")
{
    CHECK(sealed_values(
              "I only have these recovery codes but I'm not sure they are for your service:\n"
              "8f3k2-q9d7x\nm4t6z-2hw8c\np7r1v-x5n3b\nCan you check them?") ==
          Values{"8f3k2-q9d7x", "m4t6z-2hw8c", "p7r1v-x5n3b"});
    check_sealed({{"SSID: Workshop Wi-Fi\nKey: hollybush-lane-22", "hollybush-lane-22"},
        {"Kode: d4Tz!mPq8x", "d4Tz!mPq8x"},
        {"MySQL root is 9fG!s2Lm0p , db name is shop", "9fG!s2Lm0p"},
        {"Could you set it to Marigold-47 for me please?", "Marigold-47"},
        {"Databáze je d118273_wp a heslo k ní Ry2mVb7T.", "Ry2mVb7T"}});
    check_clean({"kai@web1's password:", "ORA-28001: the password has expired",
        "Kode: 404 not found", "recovery codes are below:\nplease read\nthem"});
}
