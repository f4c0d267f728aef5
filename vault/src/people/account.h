#pragma once

#include "scope/read_scope.h"
#include "store/person_table.h"
#include "vault/error.h"
#include "vault/person.h"

#include <string>
#include <string_view>

namespace vault {

// The login as it is looked up: ASCII letters in lower case, since people type addresses either way.
[[nodiscard]] std::string folded_login(std::string_view login);
// invalid: a login has 1 to 200 bytes without spaces or control characters.
[[nodiscard]] Expected<void> check_login(std::string_view login);
// invalid: name above 200 bytes, address above 254, control characters.
[[nodiscard]] Expected<void> check_profile(const Profile& profile);

// The account with its personal columns opened.
[[nodiscard]] User open_user(const ReadScope& scope, const UserRecord& record);

} // namespace vault
