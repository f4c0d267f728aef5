#include "store/person_table.h"

#include "store/statement.h"

namespace vault {

namespace {

UserRecord user_of_row(const Statement& row)
{
    return {row.id<PersonId>(0), row.word(1, parse_role), row.blob(2), row.blob(3), row.text(4),
        row.integer(5) != 0, row.instant(6)};
}

std::optional<UserRecord> one_user(Statement& read)
{
    return read.step() ? std::optional{user_of_row(read)} : std::nullopt;
}

} // namespace

void PersonTable::insert(const PersonRecord& person)
{
    Statement{database_,
        "INSERT INTO person (id, profile_leaf, log_leaf, profile_ct, created_at) VALUES (?, ?, ?, "
        "?, ?)",
        person.id, person.profile_leaf.number, person.log_leaf.number, person.profile_ct,
        person.created_at}
        .run();
}

std::optional<PersonRecord> PersonTable::find(const PersonId& id) const
{
    Statement read{database_,
        "SELECT id, profile_leaf, log_leaf, profile_ct, created_at FROM person WHERE id = ?", id};
    if (!read.step())
        return std::nullopt;
    return PersonRecord{
        read.id<PersonId>(0), {read.count(1)}, {read.count(2)}, read.blob(3), read.instant(4)};
}

void PersonTable::insert_user(const UserRecord& user)
{
    Statement{database_,
        "INSERT INTO user_account (person, role, login_index, login_ct, password_hash, disabled, "
        "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        user.person, to_string(user.role), user.login_index, user.login_ct, user.password_hash,
        user.disabled ? 1 : 0, user.created_at}
        .run();
}

std::optional<UserRecord> PersonTable::find_user(const PersonId& person) const
{
    Statement read{database_,
        "SELECT person, role, login_index, login_ct, password_hash, disabled, created_at FROM "
        "user_account WHERE person = ?",
        person};
    return one_user(read);
}

std::optional<UserRecord> PersonTable::find_user_by_login(
    std::span<const std::byte> login_index) const
{
    Statement read{database_,
        "SELECT person, role, login_index, login_ct, password_hash, disabled, created_at FROM "
        "user_account WHERE login_index = ?",
        login_index};
    return one_user(read);
}

std::vector<UserRecord> PersonTable::users() const
{
    std::vector<UserRecord> all;
    Statement read{database_, "SELECT person, role, login_index, login_ct, password_hash, "
                              "disabled, created_at FROM user_account ORDER BY created_at, person"};
    while (read.step())
        all.push_back(user_of_row(read));
    return all;
}

void PersonTable::set_disabled(const PersonId& person, bool disabled)
{
    Statement{database_, "UPDATE user_account SET disabled = ? WHERE person = ?", disabled ? 1 : 0,
        person}
        .run();
}

void PersonTable::set_password_hash(const PersonId& person, const std::string& hash)
{
    Statement{database_, "UPDATE user_account SET password_hash = ? WHERE person = ?", hash, person}
        .run();
}

bool PersonTable::any_user_of(Role role) const
{
    Statement read{database_, "SELECT 1 FROM user_account WHERE role = ? LIMIT 1", to_string(role)};
    return read.step();
}

} // namespace vault
