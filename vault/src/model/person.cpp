#include "vault/person.h"

#include "base/name_table.h"

namespace vault {

namespace {

constexpr NameTable<Role, 5> roles{{"guest", "customer", "agent", "auditor", "admin"}};
constexpr NameTable<Authn, 6> authns{{"none", "link", "password", "bearer", "local", "system"}};

} // namespace

std::string_view to_string(Role role) noexcept { return roles.name(role); }

std::optional<Role> parse_role(std::string_view text) noexcept { return roles.parse(text); }

std::string_view to_string(Authn authn) noexcept { return authns.name(authn); }

} // namespace vault
