#include <string>
#include <utility>
#include <vector>

#include "message/message.h"
#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;

void check_values(const std::vector<std::pair<std::string, Values>>& rows)
{
    for (const auto& [text, values] : rows) {
        INFO(text);
        CHECK(sealed_values(text) == values);
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

TEST_CASE("Message: the one before and the one now", "[redactor]")
{
    check_values({{"The old one was Walnut-1968, now it is walnut&fig.",
                      {"Walnut-1968", "walnut&fig"}},
        {"L'ancien était Noisette-12, le nouveau est figue&noix.", {"Noisette-12", "figue&noix"}},
        {"Старый был Oreshnik-77, новый inzhir&oreh.", {"Oreshnik-77", "inzhir&oreh"}},
        {"旧的是 Hetao-2023x，新的是 wuhua&guo。", {"Hetao-2023x", "wuhua&guo"}}});
    check_clean({"The old one was better, now it is slow.",
        "L'ancien était Windows10, le nouveau est Windows11.",
        "The old release was libwalnut2.4, the new one is 3.0.",
        "旧的是 Windows10，新的是 Windows11。"});
}

TEST_CASE("Message: who signs in tells with what", "[redactor]")
{
    check_values({{"Kirjaudu tunnuksella olga ja Pahkina88 ja katso laskut.", {"Pahkina88"}},
        {"olga ve Ceviz1923 ile giriş yapın.", {"Ceviz1923"}},
        {"NAS: admin, walnut7shell. Router: root, Fig+Shell2.", {"walnut7shell", "Fig+Shell2"}},
        {"if you need ftp its web44_olga and Fig7Wal22", {"Fig7Wal22"}}});
    check_clean({"Log in with Google or GitHub and look at the bills.",
        "NAS: Synology, DS920+. Wifi: Casa, 5GHz.", "Kirjaudu Googlella ja katso Windows11.",
        "Each program that links libwalnut2 signs in by itself."});
}

TEST_CASE("Message: one is put in the place of another", "[redactor]")
{
    check_values({{"We changed it from walnut.tree9 to Walnut.Fig12 last night.",
                      {"walnut.tree9", "Walnut.Fig12"}},
        {"Il a mis noix.figue à la place de Noix2020 hier.", {"noix.figue", "Noix2020"}},
        {"Ce n'est pas Noisette3 mais Noisette4", {"Noisette3", "Noisette4"}}});
    check_clean({"We changed it from http to https last night.",
        "Il a mis Windows10 à la place de Windows11 hier.", "Ce n'est pas PHP7 mais PHP8",
        "We moved from node-walnut to node-fig last night."});
}

TEST_CASE("Message: an answer is the value alone", "[redactor]")
{
    check_values({{"> And what do we enter there?\nWalnut%Fig", {"Walnut%Fig"}},
        {"> Welches ist es?\nWalnuss77", {"Walnuss77"}},
        {"it is walnut_fig88 now.", {"walnut_fig88"}}});
    check_clean({"> And what do we enter there?\nNothing at all.", "> Which one?\nWindows11",
        "it is 1.4.2 now."});
}

TEST_CASE("Message: ids, names of code, versions and things with numbers stay", "[redactor]")
{
    check_clean(
        {"Before each call to BZ2_bzWalnut, type Enter.", "the new partition is tenant#48213",
            "I want a working login by Friday!!", "then see the tmux.1 page",
            "we changed to bookworm+1", "entered report_2024.pdf, then mail.walnut.example",
            "the 6-digit number was sent to Laptop42"});
}

TEST_CASE("Message: a manual or source code of the same words is none", "[redactor]")
{
    const std::string told = "Kirjaudu tunnuksella olga ja Pahkina88 ja katso laskut.\n";
    CHECK(sealed_values(told).size() == 1);
    std::string manual = told;
    while (manual.size() <= redactor::message_bytes_max) {
        manual += "A manual goes on for many lines after this.\n";
    }
    CHECK(sealed_values(manual).empty());
    CHECK(sealed_values(told + "{ foo(a); bar[1] = b; } { baz(c); qux[2] = d; }\n").empty());
}

TEST_CASE("Message: lists under a heading hold a value at the end of each row", "[redactor]")
{
    check_values({{"Logins:\nCRM - olga - Walnut!33\nMail - olga@fig.example - fig4walnut\n",
                      {"Walnut!33", "fig4walnut"}},
        {"Zugänge\nShop: olga, Nuss!Kern\nHosting: 44018, Feige_12\n", {"Nuss!Kern", "Feige_12"}},
        {"Доступы:\nмагазин - vera - Орех!44\nпочта - vera@oreh.example - oreh4oreh\n",
            {"Орех!44", "oreh4oreh"}}});
    check_clean({"Logins:\nCRM - crm.fig.example - 2.14.1\nMail - mail.fig.example - 10.3.22\n",
        "Zugänge\nShop: offen, 24h\nHosting: gesperrt, Rechnung 4410\n",
        "Доступы:\nмагазин - shop.oreh.example - Битрикс 22\n"});
}

TEST_CASE("Message: rows of columns without a heading need several values", "[redactor]")
{
    check_values(
        {{"as agreed:\n\ngateway   postmaster   Walnut+Fig3\nbackup    bkp01        n4sty_w4lnut\n",
            {"Walnut+Fig3", "n4sty_w4lnut"}}});
    check_clean({"as agreed:\n\ngateway   postmaster   gone\nbackup    bkp01        DS920+\nwiki   "
                 "   editor       MediaWiki-1.39\n"});
}

TEST_CASE("Message: in one that names a password less has to be said of the word", "[redactor]")
{
    check_values({{"I use walnut1616 everywhere, but my password is refused", {"walnut1616"}},
        {"uso sempre walnut1616 e la password non va", {"walnut1616"}},
        {"раньше был walnut1616, пароль меняли", {"walnut1616"}},
        {"the router is still admin1234, the password of the wifi is new", {"admin1234"}}});
    check_clean({"I use walnut1616 everywhere, but my bill is refused",
        "my user name is walnut1616 and nobody knows the password",
        "passwords are hashed with Walnut2id, key length 32",
        "the password is refused\nServer: Walnut1616x"});
}

TEST_CASE("Message: verbs are known by their stems and over the words between", "[redactor]")
{
    check_values({{"заходимо з Walnut_1616 щодня", {"Walnut_1616"}},
        {"vaihdettiin muotoon Walnut/Fig44 eilen", {"Walnut/Fig44"}},
        {"jag återställde det till Walnut/Fig44 men nej", {"Walnut/Fig44"}},
        {"Walnut/Fig44 olarak sıfırladım ama olmadı", {"Walnut/Fig44"}},
        {"Walnut/Fig44 にリセットしましたが駄目です", {"Walnut/Fig44"}}});
    check_clean({"jag återställde det till Windows/Server22 men nej",
        "log in with olga1985 and press Enter", "changed it to and/or in the text of page 12",
        "vaihdettiin muotoon src/Fig44.txt eilen"});
}

TEST_CASE("Message: what something is called is no password", "[redactor]")
{
    check_clean({"I have changed the SSID to Orchard5G and the channel to 36.",
        "J'ai changé le nom du wifi en Verger5G, le mot de passe reste le même.",
        "Zmieniłem nazwę sieci na Sad2024, hasło zostało to samo.",
        "Ağ adını Bahce2024 olarak değiştirdim, şifre aynı.",
        "Then we changed it with Ctrl+Walnut, and back again"});
}
