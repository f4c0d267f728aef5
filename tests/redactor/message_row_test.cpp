#include <string>
#include <utility>
#include <vector>

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

const std::string greeting = "Hello all, these are the ones you asked for on the phone.\n";

} // namespace

TEST_CASE("Message rows: where somebody signs in, as whom and with what", "[redactor]")
{
    check_values({{greeting + "wp-admin: olga / walnut", {"walnut"}},
        {greeting + "MySQL: olga_wp / walnut", {"walnut"}},
        {greeting + "- Router -> admin/walnut1", {"walnut1"}},
        {greeting + "Symfonia: ADMIN, 4471", {"4471"}},
        {greeting + "Webmail: admin / admin", {"admin"}}});
    check_clean({greeting + "Login: Google / GitHub", greeting + "Login: slow, unreliable",
        greeting + "Mail: olga@fig.example / active", greeting + "Server: web01 / web02",
        greeting + "Browser: chrome / firefox", greeting + "Router: admin / not set",
        greeting + "wp-admin: olga / password"});
}

TEST_CASE("Message rows: the number of a remote session and its password", "[redactor]")
{
    check_values({{"TeamViewer 1 204 558 917, x9k3pw", {"x9k3pw"}},
        {"AnyDesk: 488 201 733\nonce: m4x9ta", {"m4x9ta"}},
        {"anydesk 488-201-733\nWalnut1616\nthen the icon", {"Walnut1616"}},
        {"Тимвьювер 488201733 и x9k3pw", {"x9k3pw"}}});
    check_clean({"TeamViewer 15.48.4 on Windows11", "AnyDesk 488 201 733, the laptop of the office",
        "TeamViewer 1 204 558 917\nfrom Friday on\nat nine\nx9k3pw", "Ticket 488 201 733, x9k3pw"});
}

TEST_CASE("Message rows: users that are named have their password behind them", "[redactor]")
{
    check_values(
        {{"Please sign in with the user tea, Walnut1616, on the portal today.", {"Walnut1616"}},
            {"FIG\\olga with Walnut_2023 on the terminal server as ever", {"Walnut_2023"}},
            {"for the shop use my account, olga / walnut2024 please", {"walnut2024"}},
            {"The service is kv_fig (walnut7shell9) as I said before", {"walnut7shell9"}}});
    check_clean({"The users are olga and vera in Building7 of the works.",
        "for the shop use my account, either web / mobile please"});
}
