#include "audit/head_key.h"

#include "support/catch.h"
#include "vault/audit.h"

#include <nlohmann/json.hpp>

#include <string>

namespace {

// tests/vectors/audit/older.checkpoint and its key.
constexpr auto root = "XBPed7l98PLQuzTid7uvLn1ZG/N9CmJ5V0LJTwB5r4I=";
constexpr auto signature = "\u2014 vault.example.com/tickets "
                           "vzGPAWS2L7hmcA3i1QYChWDU6MgPU3wtH5fv70PjMQjAF8bdAqLVOVzWY5nMEhthrl0J1LR"
                           "HUBzZAtBRCdt6Z4krfQ4=\n";
const vault::VerifierKey kept{
    "vault.example.com/tickets+bf318f01+AUg0p289Fl72T3wF/D16MJdAt70erF3p5v8aUZ91lZ9G"};

nlohmann::json verdict_on(std::uint64_t size, const std::string& named_root)
{
    return {{"ok", true}, {"entries", size}, {"checkpoints", 6},
        {"head", {{"size", size}, {"root", named_root},
                     {"note", "vault.example.com/tickets\n6\n" + std::string{root} + "\n\n" +
                                  signature}}}};
}

} // namespace

TEST_CASE("Head key: a verdict holds whose head the kept key signed", "[cli]")
{
    const auto held = cli::held_against(verdict_on(6, root), kept);
    REQUIRE(held == verdict_on(6, root));
}

TEST_CASE("Head key: a signed head of another log, or of less of it, answers for nothing", "[cli]")
{
    const std::string other_root = vault::hash_text(vault::Hash{});
    for (const auto& verdict : {verdict_on(7, root), verdict_on(6, other_root)}) {
        const auto held = cli::held_against(verdict, kept);
        REQUIRE(held["ok"] == false);
        REQUIRE(held["fault"] == "inconsistent");
    }
    auto longer = verdict_on(6, root);
    longer["entries"] = 9;
    REQUIRE(cli::held_against(longer, kept)["fault"] == "inconsistent");
}

TEST_CASE("Head key: a changed head, none at all and what was wrong before are told apart", "[cli]")
{
    auto changed = verdict_on(6, root);
    std::string note = changed["head"]["note"];
    note[note.find("\n6\n") + 1] = '7';
    changed["head"]["note"] = note;
    REQUIRE(cli::held_against(changed, kept)["fault"] == "bad_signature");
    auto none = verdict_on(6, root);
    none.erase("head");
    REQUIRE(cli::held_against(none, kept)["fault"] == "bad_signature");
    const nlohmann::json broken = {{"ok", false}, {"fault", "cut"}};
    REQUIRE(cli::held_against(broken, kept) == broken);
}
