#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::findings_of;
using redactor_tests::sealed_values;

namespace {

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("Cue: a correction holds the value without a label", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"sorry, it was Kettle#5tea", "Kettle#5tea"},
             {"oops, it's GravelOtter6382 - I copied the old one", "GravelOtter6382"},
             {"Sorry, should be zijr9SGr", "zijr9SGr"},
             {"I'm sorry, it is Kettle#5tea", "Kettle#5tea"},
             {"use this one: njl3tlmfi1", "njl3tlmfi1"},
             {"Entschuldigung, es ist Kettle#5tea", "Kettle#5tea"},
             {"Désolée, c'est Kettle#5tea", "Kettle#5tea"},
             {"Przepraszam, jest Kettle#5tea", "Kettle#5tea"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    CHECK(sealed_values("the old one was Kettle#5tea, the new one is zrik8u15c3") ==
          Values{"Kettle#5tea", "zrik8u15c3"});
    CHECK(sealed_values("Das alte war IO8q48LZtMzM, das neue ist 3CaIAkqI") ==
          Values{"IO8q48LZtMzM", "3CaIAkqI"});
}

TEST_CASE("Cue: where people enter something they write what they enter", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"unlock the zip with Badger4135", "Badger4135"},
             {"reset it to Kettle9859 for now please", "Kettle9859"},
             {"to see the draft log in with olga and BDb4lGSk", "BDb4lGSk"},
             {"log in with olga and gravel7312", "gravel7312"},
             {"I typed in kQ8dorM2x and it was refused", "kQ8dorM2x"},
             {"Le fichier s'ouvre avec Kettle9859", "Kettle9859"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
}

TEST_CASE("Cue: changelogs, products, names and files behind a cue stay", "[redactor]")
{
    for (const std::string text :
        {"  * Fix typo in postinst prompt. Closes: Bug#130662", "Fix typo added in 215ce6a67863.",
            "  * Konkani correction by pn-guest. Closes: project#311136",
            "sorry for the delay (closes: Bug#94181)", "sorry, the printer is a TS453Pro model",
            "sorry about the Windows10Pro update, see report_2024.pdf",
            "sorry, report_2024+old.pdf was the wrong file", "log in with olga1985 and press Enter",
            "I typed x86_64-linux-gnu in the box", "unlock the bootloader with fastboot",
            "Sorry, it is still not working", "set_it_to(value#51Key)"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Lines below an address: a name and a value, each on its own", "[redactor]")
{
    for (const auto& [text, value] : std::vector<std::pair<std::string, std::string>>{
             {"here you go\n\nhttps://shop.test/admin\nolga\nKettle#5tea\n", "Kettle#5tea"},
             {"https://shop.test/admin\r\nolga@shop.test\r\n9igmOSja\r\n\r\nThank you", "9igmOSja"},
             {"https://shop.test/admin\nolga\nGravel7312\nPlease be quick.", "Gravel7312"}}) {
        INFO(text);
        CHECK(sealed_values(text) == Values{value});
    }
    for (const std::string text : {"https://shop.test/list\nlibfoo1\nlibbar2dev3x\nlibbaz4\n",
             "https://shop.test/list\nsee the\nKettle#5tea\n",
             "https://shop.test/list and\nolga\nKettle#5tea\n",
             "https://shop.test/list\n\nolga\nKettle#5tea\n",
             "https://shop.test/list\nolga\nspoon\n",
             "https://shop.test/list\nolga\nreport+2024.pdf\n"}) {
        INFO(text);
        CHECK(findings_of(text).empty());
    }
}

TEST_CASE("Pairs: a dash between blanks parts a name from its value", "[redactor]")
{
    CHECK(sealed_values("Login: olga - Kettle745!") == Values{"Kettle745!"});
    CHECK(sealed_values("Logins: olga - GravelOtter1905") == Values{"GravelOtter1905"});
    CHECK(findings_of("User: olga - order 2024-17").empty());
    CHECK(findings_of("User: olga - PlayStation5").empty());
    CHECK(findings_of("user: olga - Kettle745! is broken").empty());
}
