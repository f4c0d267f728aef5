#include "model/policy_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace vault {

namespace {

template <class Number>
void add_part(std::string& text, std::string_view name, const std::optional<Number>& value)
{
    if (value)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, *value);
}

std::optional<std::string> groups_text(const std::optional<std::vector<GroupNeed>>& groups)
{
    if (!groups || groups->empty())
        return std::nullopt;
    std::string text;
    for (const GroupNeed& need : *groups)
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", need.group, need.needed);
    return text;
}

// Sets each part that `text` names.
void lay(std::map<std::string_view, std::string_view>& parts, std::string_view text)
{
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(' '));
        const std::size_t equals = std::min(part.find('='), part.size());
        parts[part.substr(0, equals)] = part.substr(equals);
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
}

} // namespace

std::string policy_text(const PolicyChange& parts)
{
    const auto flag = [](const std::optional<bool>& value) {
        return value ? std::optional{*value ? 1 : 0} : std::nullopt;
    };
    std::string text;
    add_part(text, "agents_needed", parts.agents_needed);
    add_part(text, "approver_groups", groups_text(parts.approver_groups));
    add_part(text, "closing_grace_seconds",
        parts.closing_grace_ms ? std::optional{*parts.closing_grace_ms / 1000} : std::nullopt);
    add_part(text, "consent_needed", flag(parts.consent_needed));
    add_part(text, "duration_seconds_max",
        parts.duration_ms_max ? std::optional{*parts.duration_ms_max / 1000} : std::nullopt);
    add_part(text, "exclusive", flag(parts.exclusive));
    add_part(text, "reason_chars_min", parts.reason_chars_min);
    if (parts.reason_codes)
        add_part(text, "reason_codes",
            std::optional{fmt::format("{}", fmt::join(*parts.reason_codes, ","))});
    add_part(text, "unseals_max", parts.unseals_max);
    return text;
}

std::string whole_policy_text(std::string_view text)
{
    const std::string of_program = policy_text(all_parts(GrantPolicy{}));
    std::map<std::string_view, std::string_view> parts;
    lay(parts, of_program);
    lay(parts, text);
    std::string whole;
    for (const auto& [name, value] : parts)
        whole += fmt::format("{}{}{}", whole.empty() ? "" : " ", name, value);
    return whole;
}

std::string people_text(const std::vector<PersonId>& people)
{
    std::string text;
    for (const PersonId& person : people)
        text += (text.empty() ? "" : ",") + person.to_string();
    return text;
}

} // namespace vault
