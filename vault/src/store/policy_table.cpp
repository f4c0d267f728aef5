#include "store/policy_table.h"

#include "store/statement.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::string_view house_scope = "house";

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : " ").append(word);
    return text;
}

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

} // namespace

GrantPolicy PolicyTable::house() const { return changed(GrantPolicy{}, find(house_scope)); }

PolicyChange PolicyTable::of_ticket(const TicketId& ticket) const
{
    return find(ticket.to_string());
}

void PolicyTable::set_house(const GrantPolicy& policy) { put(house_scope, all_parts(policy)); }

void PolicyTable::set_ticket(const TicketId& ticket, const PolicyChange& wish)
{
    put(ticket.to_string(), wish);
}

PolicyChange PolicyTable::find(std::string_view scope) const
{
    Statement read{database_,
        "SELECT duration_ms_max, unseals_max, reason_chars_min, consent_needed, exclusive, "
        "agents_needed, reason_codes, closing_grace_ms FROM grant_policy WHERE scope = ?",
        scope};
    PolicyChange parts;
    if (!read.step())
        return parts;
    const auto small = [&](int column) {
        return read.is_null(column) ? std::optional<std::uint32_t>{} : read.small(column);
    };
    const auto flag = [&](int column) {
        return read.is_null(column) ? std::optional<bool>{} : read.integer(column) != 0;
    };
    if (!read.is_null(0))
        parts.duration_ms_max = read.integer(0);
    parts.unseals_max = small(1);
    parts.reason_chars_min = small(2);
    parts.consent_needed = flag(3);
    parts.exclusive = flag(4);
    parts.agents_needed = small(5);
    if (!read.is_null(6))
        parts.reason_codes = split(read.text(6));
    if (!read.is_null(7))
        parts.closing_grace_ms = read.integer(7);
    if (auto groups = groups_of(scope); !groups.empty())
        parts.approver_groups = std::move(groups);
    return parts;
}

std::vector<GroupNeed> PolicyTable::groups_of(std::string_view scope) const
{
    Statement read{database_,
        "SELECT approver_group, needed FROM grant_policy_group WHERE scope = ? ORDER BY "
        "approver_group",
        scope};
    std::vector<GroupNeed> groups;
    while (read.step())
        groups.push_back({read.text(0), read.small(1)});
    return groups;
}

bool PolicyTable::is_named_by_open_ticket(std::string_view group) const
{
    Statement read{database_,
        "SELECT 1 FROM grant_policy_group g JOIN ticket t ON t.id = g.scope WHERE "
        "g.approver_group = ? AND t.state <> 'closed' LIMIT 1",
        group};
    return read.step();
}

void PolicyTable::put(std::string_view scope, const PolicyChange& parts)
{
    const auto codes =
        parts.reason_codes ? std::optional{joined(*parts.reason_codes)} : std::nullopt;
    Statement{database_, "DELETE FROM grant_policy WHERE scope = ?", scope}.run();
    Statement{database_,
        "INSERT INTO grant_policy (scope, duration_ms_max, unseals_max, reason_chars_min, "
        "consent_needed, exclusive, agents_needed, reason_codes, closing_grace_ms) VALUES (?, ?, "
        "?, ?, "
        "?, ?, ?, ?, ?)",
        scope, parts.duration_ms_max, parts.unseals_max, parts.reason_chars_min,
        parts.consent_needed, parts.exclusive, parts.agents_needed, codes, parts.closing_grace_ms}
        .run();
    Statement{database_, "DELETE FROM grant_policy_group WHERE scope = ?", scope}.run();
    for (const GroupNeed& need : parts.approver_groups.value_or(std::vector<GroupNeed>{}))
        Statement{database_,
            "INSERT INTO grant_policy_group (scope, approver_group, needed) VALUES (?, ?, ?)",
            scope, need.group, need.needed}
            .run();
}

} // namespace vault
