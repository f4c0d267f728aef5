#pragma once

#include "vault/vault.h"

namespace vault {

// Believes the clock of a vault nobody serves, as it stands now, after it was away for more than three days or its clock was set forward: what
// is due by it is destroyed before this returns. An entry "clock.confirmed" tells of it. The time it is now; errors as Vault::open.
[[nodiscard]] Expected<Instant> confirm_clock(
    const Folders& folders, const Custody& custody, World world);

} // namespace vault
