#include "store/state_table.h"

#include "model/policy_text.h"
#include "store/approver_group_table.h"
#include "store/break_glass_table.h"
#include "store/policy_table.h"
#include "store/statement.h"

namespace vault {

namespace {

std::vector<ObjectState> all_rows(Statement& read)
{
    std::vector<ObjectState> rows;
    while (read.step())
        rows.push_back({read.text(0), read.text(1), read.small(2)});
    return rows;
}

// What of an id comes behind the words for its kind; empty for the first slice.
std::string_view behind(const std::string& id, std::string_view kind)
{
    return std::string_view{id}.substr(std::min(kind.size(), id.size()));
}

} // namespace

std::vector<ObjectState> StateTable::tickets(const std::string& after, std::uint32_t limit) const
{
    Statement read{database_, "SELECT id, state, 0 FROM ticket WHERE id > ? ORDER BY id LIMIT ?",
        after, limit};
    return all_rows(read);
}

std::vector<ObjectState> StateTable::credentials(
    const std::string& after, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, CASE WHEN state = 'shredding' AND cause IN ('expired', 'lost') THEN 'sealed'"
        " ELSE state END, unseals_done, consent, consent_until FROM credential_now"
        " WHERE id > ? ORDER BY id LIMIT ?",
        after, limit};
    std::vector<ObjectState> rows;
    while (read.step())
        rows.push_back({read.text(0), read.text(1), read.small(2), read.word(3, parse_consent),
            read.is_null(4) ? 0 : read.integer(4)});
    return rows;
}

std::vector<ObjectState> StateTable::grants(const std::string& after, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, state, unseals_done, duration_ms, unseals_max FROM access_grant WHERE id > ?"
        " ORDER BY id LIMIT ?",
        after, limit};
    std::vector<ObjectState> rows;
    while (read.step()) {
        rows.push_back({read.text(0), read.text(1), read.small(2)});
        rows.back().duration_ms = read.integer(3);
        rows.back().unseals_max = read.small(4);
    }
    return rows;
}

std::vector<ObjectState> StateTable::attachments(
    const std::string& after, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, state, 0 FROM attachment WHERE id > ? ORDER BY id LIMIT ?", after, limit};
    return all_rows(read);
}

std::vector<ObjectState> StateTable::accounts(const std::string& after, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT person, CASE WHEN disabled = 0 THEN role ELSE role || ', disabled' END, 0"
        " FROM user_account WHERE person > ? ORDER BY person LIMIT ?",
        after, limit};
    return all_rows(read);
}

std::vector<ObjectState> StateTable::groups(const std::string& after, std::uint32_t limit) const
{
    constexpr std::string_view kind = "group ";
    Statement read{database_,
        "SELECT name FROM approver_group WHERE name > ? ORDER BY name LIMIT ?", behind(after, kind),
        limit};
    std::vector<ObjectState> rows;
    while (read.step()) {
        const std::string name = read.text(0);
        std::string people = people_text(ApproverGroupTable{database_}.people(name));
        rows.push_back({std::string{kind} + name,
            people.empty() ? std::string{empty_group} : std::move(people)});
    }
    return rows;
}

std::vector<ObjectState> StateTable::policies(const std::string& after, std::uint32_t limit) const
{
    constexpr std::string_view kind = "policy ";
    Statement read{database_,
        "SELECT scope FROM grant_policy WHERE scope > ? ORDER BY scope LIMIT ?",
        behind(after, kind), limit};
    const PolicyTable policies{database_};
    std::vector<ObjectState> rows;
    while (read.step()) {
        const std::string scope = read.text(0);
        const auto ticket = TicketId::parse(scope);
        rows.push_back({std::string{kind} + scope,
            policy_text(ticket ? policies.of_ticket(*ticket) : all_parts(policies.house()))});
    }
    return rows;
}

std::vector<ObjectState> StateTable::approvals(const std::string& after, std::uint32_t limit) const
{
    constexpr std::string_view between = " by ";
    const std::size_t cut = std::min(after.find(between), after.size());
    Statement read{database_,
        "SELECT a.access_grant, a.person, a.side FROM grant_approval a"
        " JOIN access_grant g ON g.id = a.access_grant WHERE g.state = 'requested'"
        " AND (a.access_grant, a.person) > (?, ?) ORDER BY a.access_grant, a.person LIMIT ?",
        std::string_view{after}.substr(0, cut),
        std::string_view{after}.substr(std::min(cut + between.size(), after.size())), limit};
    std::vector<ObjectState> rows;
    while (read.step())
        rows.push_back({read.text(0).append(between).append(read.text(1)), read.text(2)});
    return rows;
}

std::vector<ObjectState> StateTable::break_glass(
    const std::string& after, std::uint32_t limit) const
{
    constexpr std::string_view kind = "break-glass ";
    Statement read{database_,
        "SELECT access_grant, CASE WHEN reviewed_at IS NOT NULL THEN 'reviewed'"
        " WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'asked' END"
        " FROM break_glass WHERE access_grant > ? ORDER BY access_grant LIMIT ?",
        behind(after, kind), limit};
    std::vector<ObjectState> rows;
    while (read.step())
        rows.push_back({std::string{kind} + read.text(0), read.text(1)});
    return rows;
}

std::vector<ObjectState> StateTable::break_glass_people(
    const std::string& after, std::uint32_t) const
{
    std::string people =
        after.empty() ? people_text(BreakGlassTable{database_}.people()) : std::string{};
    if (people.empty())
        return {};
    return {{"break-glass people", std::move(people)}};
}

// Of copies, also of those that an earlier version wrote: `listed` came later, and the table says the same.
std::vector<OverdueItem> StateTable::overdue(Instant now, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, 'credential', expires_at AS since FROM credential_now"
        " WHERE state = 'sealed' AND expires_at <= ?1 "
        "UNION ALL SELECT id, 'shredding', end_requested_at FROM credential_now"
        " WHERE state = 'shredding' "
        "UNION ALL SELECT id, 'closing', closes_at FROM ticket WHERE closes_at <= ?1 "
        "UNION ALL SELECT id, 'grant', due_at FROM access_grant WHERE due_at <= ?1 "
        "ORDER BY since LIMIT ?2",
        now, limit};
    std::vector<OverdueItem> items;
    while (read.step())
        items.push_back({read.text(0), read.text(1), read.is_null(2) ? 0 : read.integer(2)});
    return items;
}

} // namespace vault
