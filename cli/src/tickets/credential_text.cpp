#include "tickets/credential_text.h"

#include "terminal/text_file.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "vault/secret.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>

namespace cli {

namespace {

// Where it works; of what was found in a text nobody said that, so where it was found.
std::string where(const nlohmann::json& credential)
{
    if (auto site = text_at(credential, "site"); !site.empty())
        return site;
    if (const auto attachment = text_at(credential, "attachment"); !attachment.empty())
        return "in " + attachment;
    return text_at(credential, "source") == "found" ? "in the text" : "";
}

} // namespace

void print_credentials(Context& context, const nlohmann::json& credentials)
{
    const auto now = context.world.clock.now();
    Table table{{{"CREDENTIAL"}, {"KIND"}, {"WHERE", 40}, {"USER", 24}, {"FROM"}, {"STATE"},
        {"EXPIRES"}, {"UNSEALED", 0, true}}};
    for (const auto& credential : credentials) {
        const std::uint64_t limit = number_at(credential, "unseals_max");
        const std::uint64_t done = number_at(credential, "unseals_done");
        table.add({text_at(credential, "id"), text_at(credential, "kind"), where(credential),
            text_at(credential, "user"), text_at(credential, "source"),
            text_at(credential, "state"),
            text_at(credential, "state") == "sealed"
                ? relative_time(text_at(credential, "expires_at"), now)
                : text_at(credential, "cause"),
            limit == 0 ? fmt::format("{}", done) : fmt::format("{} of {}", done, limit)});
    }
    table.print(context.out, context.colour);
}

std::string describe_credential(const nlohmann::json& credential)
{
    std::string text = text_at(credential, "kind");
    if (const auto site = text_at(credential, "site"); !site.empty())
        text += " of " + site;
    if (const auto user = text_at(credential, "user"); !user.empty())
        text += ", user " + user;
    return text;
}

std::string unseals_left(const nlohmann::json& object)
{
    const std::uint64_t limit = number_at(object, "unseals_max");
    const std::uint64_t done = number_at(object, "unseals_done");
    return limit == 0 ? "no limit" : fmt::format("{} left", limit > done ? limit - done : 0);
}

Answer<nlohmann::json> read_credential_file(Context& context, const std::string& path)
{
    constexpr std::size_t bytes_max = 512 * 1024; // a value of 64 KiB with every byte escaped
    auto text = read_text_file(context, path, "the credential file", bytes_max);
    if (!text)
        return std::unexpected{text.error()};
    auto document = nlohmann::json::parse(*text, nullptr, false);
    vault::wipe(std::as_writable_bytes(std::span{*text}));
    if (!document.is_object() || !document.contains("kind") || !document.contains("value"))
        return fault(ExitCode::failed,
            "the credential file must hold one JSON object with at least \"kind\" and \"value\"");
    return document;
}

} // namespace cli
