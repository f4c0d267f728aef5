#pragma once

#include "keys/key_leaf.h"
#include "store/database.h"
#include "vault/clock.h"
#include "vault/person.h"

#include <optional>
#include <string>
#include <vector>

namespace vault {

struct PersonRecord {
    PersonId id;
    KeyLeaf profile_leaf;
    KeyLeaf log_leaf;
    std::vector<std::byte> profile_ct;
    Instant created_at;
};

struct UserRecord {
    PersonId person;
    Role role;
    std::vector<std::byte> login_index;
    std::vector<std::byte> login_ct;
    std::string password_hash;
    bool disabled = false;
    Instant created_at;
};

// Persons and the accounts of those who can sign in.
class PersonTable {
public:
    explicit PersonTable(Database& database) : database_{database} {}

    void insert(const PersonRecord& person);
    [[nodiscard]] std::optional<PersonRecord> find(const PersonId& id) const;

    void insert_user(const UserRecord& user);
    [[nodiscard]] std::optional<UserRecord> find_user(const PersonId& person) const;
    [[nodiscard]] std::optional<UserRecord> find_user_by_login(
        std::span<const std::byte> login_index) const;
    // Oldest first.
    [[nodiscard]] std::vector<UserRecord> users() const;
    void set_disabled(const PersonId& person, bool disabled);
    void set_password_hash(const PersonId& person, const std::string& hash);
    [[nodiscard]] bool any_user_of(Role role) const;

private:
    Database& database_;
};

} // namespace vault
