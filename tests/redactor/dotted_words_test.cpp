// Words joined by dots, dashes and brackets, which may be a password, a host, or a name of a program.
#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;
using Cases = std::vector<std::pair<std::string, std::string>>;

} // namespace

TEST_CASE("Dotted words: a password where a text says so", "[redactor]")
{
    for (const auto& [text, value] : Cases{{"password: Otter.Meadow", "Otter.Meadow"},
             {"lozinka je More.Otok.Brod", "More.Otok.Brod"},
             {"Benutzer: olga\nPasswort: Otter.Wiese\n", "Otter.Wiese"},
             {"the password is Otter.Meadow.Lamp", "Otter.Meadow.Lamp"},
             {"olga / knedlík.zelí", "knedlík.zelí"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
}

TEST_CASE("Dotted words: members, hosts and settings stay", "[redactor]")
{
    for (const std::string text : {"password: config.password", "password = Settings.Default;",
             "password: Yup.string(),", "password: DataTypes.STRING,", "password: Joi.String,",
             "const password = Form.Value", "the password is stored in Config.Local",
             "password: mail.arlen.test", "The password is wrong.Please help"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE(
    "Dotted words: brackets and dashes inside a value are no call and no variable", "[redactor]")
{
    for (const auto& [text, value] : Cases{{"DB_PASS: Kettle(!)Spoon1", "Kettle(!)Spoon1"},
             {"my_password = Otter-Meadow", "Otter-Meadow"}, {"mqtt_pw: kantarell", "kantarell"},
             {"dnpass = crust&crumb", "crust&crumb"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string text : {"password = readPassword(stdin)", "password: str(value).strip()",
             "password = OtherVariable", "update_password: on_create", "DB_PASSWORD: defined"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Dotted words: a name and a value beside a slash or an arrow", "[redactor]")
{
    for (const auto& [text, value] :
        Cases{{"WordPress -> olga / kettle51", "kettle51"}, {"admin / kettle5566", "kettle5566"},
            {"olga / Otter.Wiesenkönig", "Otter.Wiesenkönig"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string text :
        {"admin / office365", "Client / Server12", "WordPress -> themes / twentytwentyone",
            "see admin/users2024", "Backend / Frontend2024"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Dotted words: further languages announce a password", "[redactor]")
{
    for (const auto& [text, value] : Cases{{"uporabnik olga, geslo KotelMoka3", "KotelMoka3"},
             {"andmebaasi parool leib4pada", "leib4pada"}, {"slaptažodis: Žirafa!", "Žirafa!"},
             {"die ftp wagwoord is koffie77", "koffie77"}, {"Passwuert Kessel_2020", "Kessel_2020"},
             {"رمز عبور: Kettle#Moka", "Kettle#Moka"}, {"Lykilorðið er hestur77", "hestur77"},
             {"รหัส ftp คือ kettle555", "kettle555"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string text : {"geslo ni pravilno in ne deluje", "minu parool on vale",
             "my wagwoord is verkeerd", "slaptažodis neteisingas"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}
