#pragma once

#include "grants/approver_seats.h"
#include "scope/read_scope.h"
#include "vault/error.h"
#include "vault/policy.h"

#include <optional>
#include <vector>

namespace vault {

// The groups with those of their people whose approval counts; not `asking`, who is never an approver. A group that is not there has nobody.
[[nodiscard]] std::vector<GroupSeats> seats_of(const ReadScope& scope,
    const std::vector<GroupNeed>& needs, const std::optional<PersonId>& asking);

// Why nobody's request could ever meet these needs as the groups are now: invalid; nullopt where somebody's could.
[[nodiscard]] std::optional<Error> why_unmeetable(
    const ReadScope& scope, const std::vector<GroupNeed>& needs);

} // namespace vault
