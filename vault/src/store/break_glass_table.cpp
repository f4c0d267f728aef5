#include "store/break_glass_table.h"

#include "store/statement.h"

namespace vault {

namespace {

// Columns in the order every SELECT below has them.
BreakGlassRecord record_of_row(const Statement& row)
{
    return {row.id<GrantId>(0), row.instant(1), row.id_or_null<PersonId>(2), row.instant_or_null(3),
        row.instant_or_null(4), row.instant_or_null(5)};
}

std::vector<BreakGlassRecord> all_rows(Statement& read)
{
    std::vector<BreakGlassRecord> all;
    while (read.step())
        all.push_back(record_of_row(read));
    return all;
}

} // namespace

std::vector<PersonId> BreakGlassTable::people() const
{
    Statement read{database_, "SELECT person FROM break_glass_person ORDER BY person"};
    std::vector<PersonId> all;
    while (read.step())
        all.push_back(read.id<PersonId>(0));
    return all;
}

void BreakGlassTable::set_people(const std::vector<PersonId>& people)
{
    Statement{database_, "DELETE FROM break_glass_person"}.run();
    for (const PersonId& person : people)
        Statement{database_,
            "INSERT INTO break_glass_person (person) VALUES (?) ON CONFLICT DO NOTHING", person}
            .run();
}

void BreakGlassTable::ask(const GrantId& grant, Instant at)
{
    Statement{
        database_, "INSERT INTO break_glass (access_grant, asked_at) VALUES (?, ?)", grant, at}
        .run();
}

void BreakGlassTable::confirm(
    const GrantId& grant, const PersonId& by, Instant at, Instant review_due_at)
{
    Statement{database_,
        "UPDATE break_glass SET confirmed_by = ?, confirmed_at = ?, review_due_at = ? WHERE "
        "access_grant = ?",
        by, at, review_due_at, grant}
        .run();
}

void BreakGlassTable::review(
    const GrantId& grant, const PersonId& by, Instant at, std::span<const std::byte> root_cause_ct)
{
    Statement{database_,
        "UPDATE break_glass SET reviewed_by = ?, reviewed_at = ?, root_cause_ct = ? WHERE "
        "access_grant = ?",
        by, at, root_cause_ct, grant}
        .run();
}

std::optional<BreakGlassRecord> BreakGlassTable::find(const GrantId& grant) const
{
    Statement read{database_,
        "SELECT access_grant, asked_at, confirmed_by, confirmed_at, review_due_at, reviewed_at "
        "FROM break_glass WHERE access_grant = ?",
        grant};
    return read.step() ? std::optional{record_of_row(read)} : std::nullopt;
}

std::vector<BreakGlassRecord> BreakGlassTable::unreviewed(std::uint32_t limit) const
{
    Statement read{database_,
        "SELECT access_grant, asked_at, confirmed_by, confirmed_at, review_due_at, reviewed_at "
        "FROM break_glass WHERE confirmed_at IS NOT NULL AND reviewed_at IS NULL ORDER BY "
        "confirmed_at LIMIT ?",
        limit};
    return all_rows(read);
}

std::vector<BreakGlassRecord> BreakGlassTable::live() const
{
    Statement read{database_,
        "SELECT b.access_grant, b.asked_at, b.confirmed_by, b.confirmed_at, b.review_due_at, "
        "b.reviewed_at FROM break_glass b JOIN access_grant g ON g.id = b.access_grant"
        " WHERE b.confirmed_at IS NOT NULL AND g.state IN ('approved', 'active')"
        " ORDER BY b.confirmed_at"};
    return all_rows(read);
}

} // namespace vault
