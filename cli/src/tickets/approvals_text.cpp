#include "tickets/approvals_text.h"

#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace cli {

namespace {

std::vector<std::string> parts_of(const nlohmann::json& needs)
{
    std::vector<std::string> parts;
    for (const auto& need : needs)
        parts.push_back(fmt::format("{} of {}", number_at(need, "needed"), text_at(need, "group")));
    return parts;
}

} // namespace

std::string group_needs(const nlohmann::json& needs)
{
    return fmt::format("{}", fmt::join(parts_of(needs), ", "));
}

std::string waits_for(const nlohmann::json& grant)
{
    const auto& groups = list_at(grant, "waits_for_groups");
    std::vector<std::string> parts = parts_of(groups);
    if (flag_at(grant, "waits_for_customer"))
        parts.insert(parts.begin(), "the customer");
    std::uint64_t of_groups = 0;
    for (const auto& need : groups)
        of_groups += number_at(need, "needed");
    // The number has those of groups among them.
    if (const auto agents = number_at(grant, "waits_for_agents"); agents > of_groups)
        parts.push_back(agents - of_groups == 1
                            ? "another agent"
                            : fmt::format("{} other agents", agents - of_groups));
    if (parts.empty())
        return "the next approval, which opens it: nothing is missing any more";
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    if (flag_at(grant, "groups_too_small"))
        text += " (the groups have too few people for that)";
    return text;
}

} // namespace cli
