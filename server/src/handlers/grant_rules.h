#pragma once

#include "vault/grant.h"
#include "json/fields.h"

namespace server {

// What a grant may be for, in a request and in a policy.
inline constexpr json::IntegerRule grant_duration_rule{
    vault::grant_duration_ms_min / 1000, vault::grant_duration_ms_max / 1000};
inline constexpr json::IntegerRule grant_unseals_rule{1, vault::grant_unseals_max};
inline constexpr json::TextRule reason_code_rule{1, 30};

} // namespace server
