#pragma once

#include "vault/grant.h"

#include <cstdint>

namespace vault {

// What agents may ask for and who has to answer. The house has one; a customer may set a stricter one for a ticket. The effective policy of a
// ticket is the stricter of the two in every part. It is looked at when a grant is asked for and when it is approved.
struct GrantPolicy {
    std::int64_t duration_ms_max = grant_duration_ms_max;    // from grant_duration_ms_min
    std::uint32_t unseals_max = grant_unseals_max;           // from 1
    std::uint32_t reason_chars_min = grant_reason_chars_min; // to grant_reason_chars_max
    bool consent_needed = true; // false: requests are approved at once, without the customer
    bool exclusive = false;     // at most one approved or active grant per credential

    friend bool operator==(const GrantPolicy&, const GrantPolicy&) = default;
};

[[nodiscard]] GrantPolicy stricter_of(const GrantPolicy& a, const GrantPolicy& b) noexcept;
// Whether no part of `policy` allows more than `base` does.
[[nodiscard]] bool is_as_strict(const GrantPolicy& policy, const GrantPolicy& base) noexcept;
[[nodiscard]] bool is_within_limits(const GrantPolicy& policy) noexcept;

} // namespace vault
