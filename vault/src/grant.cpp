#include "vault/grant.h"

#include "name_table.h"

namespace vault {

namespace {

constexpr NameTable<GrantState, 9> states{{"requested", "approved", "active", "denied", "lapsed",
    "expired", "used_up", "revoked", "returned"}};

} // namespace

std::string_view to_string(GrantState state) noexcept { return states.name(state); }

std::optional<GrantState> parse_grant_state(std::string_view text) noexcept
{
    return states.parse(text);
}

bool is_final(GrantState state) noexcept
{
    return state != GrantState::requested && state != GrantState::approved &&
           state != GrantState::active;
}

} // namespace vault
