#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

TEST_CASE("Prose: the password is found in a person's words", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"The password for the staging site is Copper+Lantern7, thanks", "Copper+Lantern7"},
        {"my new pasword is Marble.Fox#12.", "Marble.Fox#12"},
        {"Login: olga / Password: rooftop88", "rooftop88"},
        {"pass phrase: “two green boats 19”", "two green boats 19"},
        {"Copper+Lantern7 is the password by the way", "Copper+Lantern7"},
        {"ID/PW: olga / rooft0p#x", "rooft0p#x"},
        {"Passwort lautet Dachs&Huhn41", "Dachs&Huhn41"},
        {"La contraseña es Limon#Sal77", "Limon#Sal77"},
        {"mot de passe : Fenetre_Bleue+3", "Fenetre_Bleue+3"},
        {"A senha é Goiaba@Mar31", "Goiaba@Mar31"},
        {"la password è Lupo!Luna55", "Lupo!Luna55"},
        {"wachtwoord is Molen#Wind8", "Molen#Wind8"},
        {"hasło to Kubek+Stół44", "Kubek+Stół44"},
        {"heslo je Rohlík!Máslo2", "Rohlík!Máslo2"},
        {"Пароль такой: Липа!Мёд77", "Липа!Мёд77"},
        {"パスワードはUmeboshi_88です", "Umeboshi_88"},
        {"密码是Baozi#2288", "Baozi#2288"},
        {"비밀번호는 Kimchi!99 입니다", "Kimchi!99"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
}

TEST_CASE("Prose: marks, remarks and endings between label and value are no value", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"*Password:* harbour_lantern", "harbour_lantern"},
        {"**Password:** `Kettle-Spoon`", "Kettle-Spoon"},
        {"password: (kettle4471)", "kettle4471"},
        {"password: [kettle4471]", "kettle4471"},
        {"password: <Kettle#4471>", "Kettle#4471"},
        {"Password...Kettle4471", "Kettle4471"},
        {"Password is \\\"Kettle4471\\\"", "Kettle4471"},
        {"password (all in small letters): dragon", "dragon"},
        {"Kennwort lautet wie folgt: Kettle447", "Kettle447"},
        {"the pwd's Kettle447", "Kettle447"},
        {"my password is banana but it fails", "banana"},
        {"mi contraseña es banana pero falla", "banana"},
        {"我把密码改成了kettle4471", "kettle4471"},
        {"pw für die Datenbank 4Kettle7x", "4Kettle7x"},
        {"WLAN Kettle, Schlüssel 05527798263541190127", "05527798263541190127"},
        {"the door code is 4471", "4471"},
        {"EPP code: Kettle#4471", "Kettle#4471"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const char* text : {
             "password: <password1>",
             "password: [min8]",
             "password (optional): see below",
             "auth password [success=1 default=ignore] pam_unix.so",
             "How do I change the password for olga7?",
             "pass the clone to tree_open",
             "the password is read_only",
             "in contrast to tree_open",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: fields, requests and the next record of a log are left alone", "[redactor]")
{
    for (const char* text : {
             "WARN auth: token expired for user olga7 request 0da95640-d99f-d322-c97c-d1d93968ff4d",
             "msg=\"failed order printer password\" 2026-03-22T08:36:40Z srv04 sshd[47753]: Failed",
             "msg=\"login key failed\" INFO svc: id=59bf58d6 path=/v1/orders/24676/AbCdEf19x "
             "status=200",
             "DEBUG cache key hit "
             "sha256=d092d743bdd7d19f92668067df1ac0b527af6d96a001673d301f9e73adb22a47",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
    CHECK(sealed_values("our api key is 0da95640-d99f-d322-c97c-d1d93968ff4d").size() == 1);
}

TEST_CASE("Prose: an answer to a question about a password is the password", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"anna: and the password?\nme: Kettle4471x", "Kettle4471x"},
        {"[14:02] anna: what is the pw\n[14:03] me: Kettle4471x", "Kettle4471x"},
        {"> could you send me your password again?\nSure: Kettle4471x", "Kettle4471x"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    CHECK(sealed_values("the password is refused\nServer: Kettle4471x").empty());
}

TEST_CASE("Prose: text about passwords is left alone", "[redactor]")
{
    for (const char* text : {
             "My password stopped working after the update.",
             "The password is wrong, says the page.",
             "Please reset the password and send me a link.",
             "password must be at least 10 characters",
             "Das Passwort ist falsch.",
             "le mot de passe est incorrect",
             "la contraseña es obligatoria",
             "Пароль неверный, что делать?",
             "the key to success is patience",
             "The token expired yesterday at 12:30.",
             "We pass the value 42 to the function.",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: a label typed in a hurry is one", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"the passwrod for the till is Copper+Lantern7", "Copper+Lantern7"},
        {"hselo je Rohlík!Máslo2", "Rohlík!Máslo2"},
        {"lösenodr: Älg_Skog44", "Älg_Skog44"},
        {"salsana on Karhu_Metsä6", "Karhu_Metsä6"},
        {"la contraeña es Limon#Sal77", "Limon#Sal77"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
}

TEST_CASE("Prose: a value that no sentence holds by chance is found some words from its label",
    "[redactor]")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
        {"I set it to Copper+Lantern7 this morning, the old password was refused",
            {"Copper+Lantern7"}},
        {"We changed the password from Copper+Lantern7 to Marble.Fox#12 last week",
            {"Copper+Lantern7", "Marble.Fox#12"}},
        {"> What is the password?\n\nCopper+Lantern7\n", {"Copper+Lantern7"}},
        {"昨日Umeboshi_88に変えました。前のパスワードは使えません", {"Umeboshi_88"}},
        {"yeni şifre Kağıt#5'tir, teşekkürler", {"Kağıt#5"}},
        {"https://shop.test/admin with olga / Copper+Lantern7", {"Copper+Lantern7"}},
    };
    for (const auto& [text, values] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == values);
    }
}

TEST_CASE("Prose: a plain word is a password where an account is named, or where people are known "
          "to choose it",
    "[redactor]")
{
    CHECK(sealed_values("username olga password teapot") == std::vector<std::string>{"teapot"});
    CHECK(sealed_values("the password is monkey") == std::vector<std::string>{"monkey"});
    CHECK(sealed_values("Das Passwort ist einfach teekanne.") ==
          std::vector<std::string>{"teekanne"});
    CHECK(sealed_values("the password is rubbish").empty());
    CHECK(sealed_values("user and password combination").empty());
    CHECK(sealed_values("El fitxer passwd és ocupat").empty());
}

TEST_CASE(
    "Prose: codes and numbers follow their own labels, the next sentence included", "[redactor]")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
        {"Der er også en pinkode på vægten. Den er 4471.", {"4471"}},
        {"My backup codes are 7742-1190, 9931-0027 and 5518-2263.",
            {"7742-1190", "9931-0027", "5518-2263"}},
        {"Der Lizenzschlüssel KX7M2-99TRQ-2M7QA-LL314 geht nicht", {"KX7M2-99TRQ-2M7QA-LL314"}},
        {"SSID: Cafe / key: turnip35", {"turnip35"}},
        {"Users choose a PIN of 4 to 6 digits.", {}},
        {"Κωδικός παραγγελίας: EL-2025-00417", {}},
    };
    for (const auto& [text, values] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == values);
    }
}

TEST_CASE("Prose: what programs say about passwords is left alone", "[redactor]")
{
    for (const char* text : {
             "A passphrase should contain at least %u digits or%%0Aspecial characters.",
             "Skriv inn passordfrase for å låse nytt PKCS#12-objekt.",
             "Benutzername oder Passwort ist zu lang für das SOCKSv5-Protokoll.",
             "  -p, --password PASSWORD       use this password",
             "användare olga: senaste lösenordsändringen",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: a word that leads to the new value binds it to its label", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"das Kennwort habe ich auf Dachs44Huhn gesetzt.", "Dachs44Huhn"},
        {"I reset its password to rooftop88 this morning.", "rooftop88"},
        {"troquei a senha dela para goiaba2022. Obrigada", "goiaba2022"},
        {"Pinkoden til alarmen har vi ændret til 7809. Tak", "7809"},
        {"The safe opens with 4711 as PIN", "4711"},
        {"קוד ה-PIN של האזעקה שינינו ל-75295.", "75295"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const char* text : {"password sync to Office365 fails since Monday.",
             "I left the password policy and moved on to Windows11.",
             "The PIN pad was delivered in 2024, model 5300 works."}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: dots lead from the label to its value", "[redactor]")
{
    CHECK(sealed_values("Username . . . . olga\nPassword . . . . rooftop88\n") ==
          std::vector<std::string>{"rooftop88"});
    CHECK(
        sealed_values("MySQL-Passwort . . Dachs44Huhn") == std::vector<std::string>{"Dachs44Huhn"});
    CHECK(sealed_values("ユーザー名 ・・・ olga\nパスワード ・・・ Umeboshi_88\n") ==
          std::vector<std::string>{"Umeboshi_88"});
}

TEST_CASE("Prose: a second value stands in brackets behind the first", "[redactor]")
{
    CHECK(sealed_values("the password is still Copper+Lantern7, it works at home. The old one "
                        "(Marble12Fox) is refused.") ==
          std::vector<std::string>{"Copper+Lantern7", "Marble12Fox"});
}

TEST_CASE("Prose: a code is a password only beside a wireless network", "[redactor]")
{
    CHECK(sealed_values("wifi Alpenblick i kantinen, koden er stadig rooftop88.") ==
          std::vector<std::string>{"rooftop88"});
    CHECK(sealed_values("fejlmeddelelsen viser, at koden er stadig rooftop88.").empty());
}

TEST_CASE("Prose: names of networks and accounts before the label stay", "[redactor]")
{
    CHECK(sealed_values("无线网 Hotel_Lindau 又断了，密码还是 Baozi#2288。") ==
          std::vector<std::string>{"Baozi#2288"});
    CHECK(sealed_values("létrehoztam egy fiókot, filiale-3, a jelszava Mák+Dió.10") ==
          std::vector<std::string>{"Mák+Dió.10"});
    CHECK(sealed_values("wrong user name or password, although the password is right").empty());
}

TEST_CASE(
    "Prose: a value typed as the password stands before it, an older one in the next sentence",
    "[redactor]")
{
    CHECK(sealed_values("I typed Marble12Fox ten times as the password and it is refused. Before "
                        "that we had teaspoon23 for years.") ==
          std::vector<std::string>{"Marble12Fox", "teaspoon23"});
    CHECK(sealed_values("heslo na wifi řepa724, router stojí v kuchyni") ==
          std::vector<std::string>{"řepa724"});
    CHECK(sealed_values("A hangposta PIN-kódját az előző bérlő 5105-re állította.") ==
          std::vector<std::string>{"5105"});
    CHECK(sealed_values("Please enter the passphrase to unprotect the PKCS#12 object.").empty());
}

TEST_CASE("Prose: two words and a number between them stand in no sentence by chance", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"I set it to Copper61Lantern this morning, the previous password was refused",
                 "Copper61Lantern"},
             {"jag bytte till Åska39Hamn igår, det gamla lösenordet funkade inte", "Åska39Hamn"},
             {"The panel (https://shop.test/login) takes info and then Copper59Lantern.",
                 "Copper59Lantern"},
             {"Utilisateur de la base shop_db / Cuivre=Lampe88. Merci", "Cuivre=Lampe88"},
             {"数据库用户 shop_db / Tongdeng*87。谢谢", "Tongdeng*87"},
             {"Người dùng shop_db / Dendong_19~. Xong", "Dendong_19~"},
             {"API 토큰(k2ZtWeC75X1A8sO2kHM6Biqy)은 안 됩니다", "k2ZtWeC75X1A8sO2kHM6Biqy"}}) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text : {"Base64Encoder and the password is refused",
             "We use Sha256Hash for the password since then", "Windows10Pro wants the password",
             "ログインするとパスワードが正しくありません（1326）と出ます",
             "shop-backup / name=value88 for the user"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: a passphrase holds blanks", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"The password is: otter copper meadow 36", "otter copper meadow 36"},
             {"the ssh key passphrase is willow teaspoon gravel 41.", "willow teaspoon gravel 41"},
             {"my passphrase is still willow teaspoon gravel harbour",
                 "willow teaspoon gravel harbour"},
             {"passphrase: correct horse battery staple", "correct horse battery staple"},
             {"The passphrase is 'correct horse battery staple'.", "correct horse battery staple"},
             {"wifi passphrase: wrong river candle moon", "wrong river candle moon"},
             {"Password: otter copper meadow", "otter copper meadow"}}) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text :
        {"The password is: refer chapter three 12", "The password is: minimum length characters 12",
            "the passphrase is willow teaspoon gravel 41 times broken",
            "Password otter copper meadow 36", "the password is Otter copper meadow 36",
            "passphrase: correct but the server refuses it", "passphrase: wrong, try again please",
            "passphrase: incorrect please check spelling", "password: correct horse battery staple",
            "passphrase: \"wrong river candle moon"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Prose: what belongs to an account or a service has its password behind it", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"парола за базата kettle2020", "kettle2020"},
        {"пароль до неї kettle2020", "kettle2020"},
        {"hallintaan pääsee tunnuksella tuki ja salasanalla mustikka.", "mustikka"},
        {"olga@web.example et le code kettle-et-spoon.", "kettle-et-spoon"},
        {"med brugeren support og koden kettle44.", "kettle44"},
        {"ΚΩΔΙΚΟΣ: Kettle#4471", "Kettle#4471"},
        {"WLAN-Schluessel: Kettle#4471", "Kettle#4471"},
        {"heslo je Stodola!Kettle6", "Stodola!Kettle6"},
        {"the passphrase of the key \"three wet Dogs 8\"", "three wet Dogs 8"},
        {"the wifi password is orchard gate 19.", "orchard gate 19"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text : {"the password for user olga24 does not work",
             "log in with olga@web.example and the code 4031, an error",
             "Pedido 5512, el código postal es otro", "κωδικοποίηση big-endian.",
             "The password box on v5.2.1-beta shows Error#4021.", "password: see page 12",
             "the password is TODO_fill#1",
             "users call <code>fig.walnut2</code> from their own threads"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}
