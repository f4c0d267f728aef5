#pragma once

#include "vault/id.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vault {

// Limits, shown in the API document.
inline constexpr std::size_t approver_groups_max = 50;        // of a vault
inline constexpr std::size_t approver_group_people_max = 50;  // of a group
inline constexpr std::size_t policy_groups_max = 5;           // of a policy that somebody sets
inline constexpr std::uint32_t approver_group_needed_max = 5; // of one group in a policy
// 1 to 30 of a to z, digits, '-' and '_'; not "none", which says on the command line that no group is asked.
[[nodiscard]] bool is_group_name(std::string_view text) noexcept;

// What a policy wants of one group: so many of its people must approve, from 1 to approver_group_needed_max. No person counts for two groups
// of one request, and the one who asks counts for none.
struct GroupNeed {
    std::string group;
    std::uint32_t needed;

    friend auto operator<=>(const GroupNeed&, const GroupNeed&) = default;
};

// Agents whom an administrator has put under one name, so that policies can ask for so many of them.
struct ApproverGroup {
    std::string name;
    // Sorted, also those who are disabled: they are back with their account. Absent for a reader who is not of the house.
    std::optional<std::vector<PersonId>> people;
    // Of them, with an account that is not disabled: whose approval counts.
    std::uint32_t active = 0;
};

} // namespace vault
