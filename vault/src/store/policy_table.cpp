#include "store/policy_table.h"

#include "store/statement.h"

namespace vault {

namespace {

constexpr std::string_view house_scope = "house";

} // namespace

GrantPolicy PolicyTable::house() const { return find(house_scope).value_or(GrantPolicy{}); }

std::optional<GrantPolicy> PolicyTable::of_ticket(const TicketId& ticket) const
{
    return find(ticket.to_string());
}

void PolicyTable::set_house(const GrantPolicy& policy) { put(house_scope, policy); }

void PolicyTable::set_ticket(const TicketId& ticket, const GrantPolicy& policy)
{
    put(ticket.to_string(), policy);
}

std::optional<GrantPolicy> PolicyTable::find(std::string_view scope) const
{
    Statement read{database_,
        "SELECT duration_ms_max, unseals_max, reason_chars_min, consent_needed, exclusive "
        "FROM grant_policy WHERE scope = ?",
        scope};
    if (!read.step())
        return std::nullopt;
    return GrantPolicy{
        read.integer(0), read.small(1), read.small(2), read.integer(3) != 0, read.integer(4) != 0};
}

void PolicyTable::put(std::string_view scope, const GrantPolicy& policy)
{
    Statement{database_, "DELETE FROM grant_policy WHERE scope = ?", scope}.run();
    Statement{database_,
        "INSERT INTO grant_policy (scope, duration_ms_max, unseals_max, reason_chars_min, "
        "consent_needed, exclusive) VALUES (?, ?, ?, ?, ?, ?)",
        scope, policy.duration_ms_max, policy.unseals_max, policy.reason_chars_min,
        policy.consent_needed, policy.exclusive}
        .run();
}

} // namespace vault
