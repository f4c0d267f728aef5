#include "vault/policy.h"

#include <algorithm>
#include <iterator>

namespace vault {

namespace {

using Codes = std::optional<std::vector<std::string>>;

Codes stricter_codes(const Codes& a, const Codes& b)
{
    if (!a || !b)
        return a ? a : b;
    std::vector<std::string> both;
    std::ranges::set_intersection(*a, *b, std::back_inserter(both));
    return both;
}

// Each group that either names, with the larger of the numbers.
std::vector<GroupNeed> stricter_groups(
    std::vector<GroupNeed> all, const std::vector<GroupNeed>& more)
{
    for (const GroupNeed& need : more) {
        const auto found = std::ranges::lower_bound(all, need.group, {}, &GroupNeed::group);
        if (found == all.end() || found->group != need.group)
            all.insert(found, need);
        else
            found->needed = std::max(found->needed, need.needed);
    }
    return all;
}

template <class Part>
void set(Part& part, const std::optional<Part>& change)
{
    if (change)
        part = *change;
}

template <class Part>
void set(std::optional<Part>& part, const std::optional<Part>& change)
{
    if (change)
        part = change;
}

// Of a policy or of a change to one: the parts whose absence leaves what is there.
template <class Parts>
void set_numbers_and_flags(Parts& parts, const PolicyChange& change)
{
    set(parts.duration_ms_max, change.duration_ms_max);
    set(parts.unseals_max, change.unseals_max);
    set(parts.reason_chars_min, change.reason_chars_min);
    set(parts.consent_needed, change.consent_needed);
    set(parts.exclusive, change.exclusive);
    set(parts.agents_needed, change.agents_needed);
    set(parts.closing_grace_ms, change.closing_grace_ms);
}

bool are_within_limits(const std::vector<GroupNeed>& groups)
{
    return groups.size() <= policy_groups_max &&
           std::ranges::all_of(groups,
               [](const GroupNeed& need) {
                   return is_group_name(need.group) && need.needed >= 1 &&
                          need.needed <= approver_group_needed_max;
               }) &&
           std::ranges::adjacent_find(groups, {}, &GroupNeed::group) == groups.end();
}

std::vector<std::string> in_order(std::vector<std::string> codes)
{
    std::ranges::sort(codes);
    codes.erase(std::ranges::unique(codes).begin(), codes.end());
    return codes;
}

} // namespace

GrantPolicy stricter_of(const GrantPolicy& a, const GrantPolicy& b)
{
    return {std::min(a.duration_ms_max, b.duration_ms_max), std::min(a.unseals_max, b.unseals_max),
        std::max(a.reason_chars_min, b.reason_chars_min), a.consent_needed || b.consent_needed,
        a.exclusive || b.exclusive, std::max(a.agents_needed, b.agents_needed),
        stricter_codes(a.reason_codes, b.reason_codes),
        std::min(a.closing_grace_ms, b.closing_grace_ms),
        stricter_groups(a.approver_groups, b.approver_groups)};
}

bool is_as_strict(const GrantPolicy& policy, const GrantPolicy& base)
{
    return stricter_of(policy, base) == policy;
}

bool is_within_limits(const GrantPolicy& policy) noexcept
{
    return policy.duration_ms_max >= grant_duration_ms_min &&
           policy.duration_ms_max <= grant_duration_ms_max && policy.unseals_max >= 1 &&
           policy.unseals_max <= grant_unseals_max &&
           policy.reason_chars_min >= grant_reason_chars_min &&
           policy.reason_chars_min <= grant_reason_chars_max &&
           policy.agents_needed <= grant_agents_needed_max && policy.closing_grace_ms >= 0 &&
           policy.closing_grace_ms <= closing_grace_ms_max &&
           are_within_limits(policy.approver_groups) &&
           (!policy.reason_codes || (policy.reason_codes->size() <= reason_codes_max &&
                                        std::ranges::all_of(*policy.reason_codes, is_reason_code)));
}

PolicyChange all_parts(const GrantPolicy& policy)
{
    return {policy.duration_ms_max, policy.unseals_max, policy.reason_chars_min,
        policy.consent_needed, policy.exclusive, policy.agents_needed, policy.reason_codes,
        policy.closing_grace_ms, policy.approver_groups};
}

GrantPolicy changed(GrantPolicy policy, const PolicyChange& change)
{
    set_numbers_and_flags(policy, change);
    if (change.reason_codes)
        policy.reason_codes =
            change.reason_codes->empty() ? Codes{} : Codes{in_order(*change.reason_codes)};
    if (change.approver_groups) {
        policy.approver_groups = *change.approver_groups;
        std::ranges::sort(policy.approver_groups);
    }
    return policy;
}

PolicyChange merged(PolicyChange earlier, const PolicyChange& later)
{
    set_numbers_and_flags(earlier, later);
    set(earlier.reason_codes, later.reason_codes);
    set(earlier.approver_groups, later.approver_groups);
    return earlier;
}

} // namespace vault
