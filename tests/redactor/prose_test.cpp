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
