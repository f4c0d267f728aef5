#pragma once

#include "http/message.h"
#include "vault/error.h"
#include "vault/person.h"
#include "vault/secret.h"
#include "json/fields.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace server {

inline constexpr json::TextRule login_rule{1, 200};
// 128 characters of up to four bytes; the vault counts them.
inline constexpr json::TextRule password_rule{1, 512, json::TextShape::value};
inline constexpr json::TextRule name_rule{0, 200};
inline constexpr json::TextRule email_rule{0, 254};

struct NewUserFields {
    std::string_view login;
    vault::Secret password;
    vault::Profile profile;
    vault::Role role = vault::Role::customer;
};

// login, password, name, email and, when asked for, role.
[[nodiscard]] NewUserFields read_new_user(json::Fields& fields, bool with_role);

// people: the ids of persons, which must be there.
[[nodiscard]] std::vector<vault::PersonId> read_people(json::Fields& fields, std::size_t count_max);

// The answer to a vault that refused one of these people: the place in the list that the caller sent, never the id.
[[nodiscard]] http::Response answer_people_error(
    const vault::Error& error, const std::vector<vault::PersonId>& people);

} // namespace server
