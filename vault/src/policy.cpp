#include "vault/policy.h"

#include <algorithm>

namespace vault {

GrantPolicy stricter_of(const GrantPolicy& a, const GrantPolicy& b) noexcept
{
    return {std::min(a.duration_ms_max, b.duration_ms_max), std::min(a.unseals_max, b.unseals_max),
        std::max(a.reason_chars_min, b.reason_chars_min), a.consent_needed || b.consent_needed,
        a.exclusive || b.exclusive};
}

bool is_as_strict(const GrantPolicy& policy, const GrantPolicy& base) noexcept
{
    return stricter_of(policy, base) == policy;
}

bool is_within_limits(const GrantPolicy& policy) noexcept
{
    return policy.duration_ms_max >= grant_duration_ms_min &&
           policy.duration_ms_max <= grant_duration_ms_max && policy.unseals_max >= 1 &&
           policy.unseals_max <= grant_unseals_max &&
           policy.reason_chars_min >= grant_reason_chars_min &&
           policy.reason_chars_min <= grant_reason_chars_max;
}

} // namespace vault
