#include "store/approver_group_table.h"

#include "store/statement.h"

namespace vault {

namespace {

std::vector<PersonId> all_people(Statement& read)
{
    std::vector<PersonId> all;
    while (read.step())
        all.push_back(read.id<PersonId>(0));
    return all;
}

} // namespace

std::vector<std::string> ApproverGroupTable::names() const
{
    Statement read{database_, "SELECT name FROM approver_group ORDER BY name"};
    std::vector<std::string> all;
    while (read.step())
        all.push_back(read.text(0));
    return all;
}

bool ApproverGroupTable::exists(std::string_view name) const
{
    Statement read{database_, "SELECT 1 FROM approver_group WHERE name = ?", name};
    return read.step();
}

std::vector<PersonId> ApproverGroupTable::people(std::string_view name) const
{
    Statement read{database_,
        "SELECT person FROM approver_group_person WHERE approver_group = ? ORDER BY person", name};
    return all_people(read);
}

std::vector<PersonId> ApproverGroupTable::active(std::string_view name) const
{
    Statement read{database_,
        "SELECT g.person FROM approver_group_person g JOIN user_account u ON u.person = g.person "
        "WHERE g.approver_group = ? AND u.role = 'agent' AND u.disabled = 0 ORDER BY g.person",
        name};
    return all_people(read);
}

void ApproverGroupTable::set(std::string_view name, const std::vector<PersonId>& people)
{
    Statement{
        database_, "INSERT INTO approver_group (name) VALUES (?) ON CONFLICT DO NOTHING", name}
        .run();
    Statement{database_, "DELETE FROM approver_group_person WHERE approver_group = ?", name}.run();
    for (const PersonId& person : people)
        Statement{database_,
            "INSERT INTO approver_group_person (approver_group, person) VALUES (?, ?) ON CONFLICT "
            "DO NOTHING",
            name, person}
            .run();
}

void ApproverGroupTable::remove(std::string_view name)
{
    Statement{database_, "DELETE FROM approver_group_person WHERE approver_group = ?", name}.run();
    Statement{database_, "DELETE FROM approver_group WHERE name = ?", name}.run();
}

} // namespace vault
