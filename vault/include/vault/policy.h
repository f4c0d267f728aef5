#pragma once

#include "vault/approver_group.h"
#include "vault/grant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vault {

inline constexpr std::int64_t closing_grace_ms_max = 24LL * 3600 * 1000;

// What agents may ask for, who has to answer, and how long a closed ticket waits for its end. The house has one; a customer may set a stricter
// one for a ticket. The effective policy of a ticket is the stricter of the two in every part. It is looked at when a grant is asked for, when
// it is approved, and when a ticket is closed.
struct GrantPolicy {
    std::int64_t duration_ms_max = grant_duration_ms_max;    // from grant_duration_ms_min
    std::uint32_t unseals_max = grant_unseals_max;           // from 1
    std::uint32_t reason_chars_min = grant_reason_chars_min; // to grant_reason_chars_max
    bool consent_needed =
        true; // the customer answers; where there is none to ask, another agent does. false: nobody
    bool exclusive = false; // at most one approved or active grant per credential
    std::uint32_t agents_needed =
        0; // so many other agents than the one who asks must approve, in groups or not; to grant_agents_needed_max
    // Of which a request names one; absent: none is asked for. Sorted, without repeats, each is_reason_code; at most reason_codes_max.
    std::optional<std::vector<std::string>> reason_codes{};
    // From the wish to close a ticket to the end of its credentials, in which it can be reopened; to closing_grace_ms_max. 0: at once.
    std::int64_t closing_grace_ms = 0;
    // All of which must be met, by as many people as they need together. Sorted, each group once; at most policy_groups_max are set, and the
    // stricter of two policies may have the groups of both.
    std::vector<GroupNeed> approver_groups{};

    friend bool operator==(const GrantPolicy&, const GrantPolicy&) = default;
};

// The parts of a policy that somebody sets; the others stay as they are.
struct PolicyChange {
    std::optional<std::int64_t> duration_ms_max;
    std::optional<std::uint32_t> unseals_max;
    std::optional<std::uint32_t> reason_chars_min;
    std::optional<bool> consent_needed;
    std::optional<bool> exclusive;
    std::optional<std::uint32_t> agents_needed;
    std::optional<std::vector<std::string>>
        reason_codes; // in any order; empty: none is asked for any more
    std::optional<std::int64_t> closing_grace_ms;
    std::optional<std::vector<GroupNeed>> approver_groups; // in any order; empty: none any more

    friend bool operator==(const PolicyChange&, const PolicyChange&) = default;
};

[[nodiscard]] GrantPolicy stricter_of(const GrantPolicy& a, const GrantPolicy& b);
// Whether no part of `policy` allows more than `base` does.
[[nodiscard]] bool is_as_strict(const GrantPolicy& policy, const GrantPolicy& base);
[[nodiscard]] bool is_within_limits(const GrantPolicy& policy) noexcept;
// The change that makes any policy this one, but for reason codes where it has none.
[[nodiscard]] PolicyChange all_parts(const GrantPolicy& policy);
[[nodiscard]] GrantPolicy changed(GrantPolicy policy, const PolicyChange& change);
// `later` over `earlier`.
[[nodiscard]] PolicyChange merged(PolicyChange earlier, const PolicyChange& later);

} // namespace vault
