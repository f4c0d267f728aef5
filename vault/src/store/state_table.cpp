#include "store/state_table.h"

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
        " ELSE state END, unseals_done FROM credential WHERE id > ? ORDER BY id LIMIT ?",
        after, limit};
    return all_rows(read);
}

std::vector<ObjectState> StateTable::grants(const std::string& after, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, state, unseals_done FROM access_grant WHERE id > ? ORDER BY id LIMIT ?", after,
        limit};
    return all_rows(read);
}

std::vector<OverdueItem> StateTable::overdue(Instant now, std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT id, 'credential', expires_at AS since FROM credential"
        " WHERE state = 'sealed' AND expires_at <= ?1 "
        "UNION ALL SELECT id, 'shredding', end_requested_at FROM credential"
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
