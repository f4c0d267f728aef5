#include "vault/grant.h"

#include "vault/approver_group.h"

#include "base/name_table.h"

#include <algorithm>

namespace vault {

namespace {

constexpr NameTable<GrantState, 9> states{{"requested", "approved", "active", "denied", "lapsed",
    "expired", "used_up", "revoked", "returned"}};
constexpr NameTable<BreakGlass, 4> stages{{"none", "asked", "confirmed", "reviewed"}};

} // namespace

std::string_view to_string(BreakGlass stage) noexcept { return stages.name(stage); }

std::string_view to_string(GrantState state) noexcept { return states.name(state); }

std::optional<GrantState> parse_grant_state(std::string_view text) noexcept
{
    return states.parse(text);
}

bool is_group_name(std::string_view text) noexcept
{
    return is_reason_code(text) && text != "none";
}

bool is_reason_code(std::string_view text) noexcept
{
    constexpr std::size_t chars_max = 30;
    return !text.empty() && text.size() <= chars_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_final(GrantState state) noexcept
{
    return state != GrantState::requested && state != GrantState::approved &&
           state != GrantState::active;
}

} // namespace vault
