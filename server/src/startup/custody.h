#pragma once

#include "config/config.h"
#include "startup/startup_error.h"
#include "vault/vault.h"

#include <expected>
#include <vector>

namespace server {

// The custody key from the configured file or, without one, from the systemd credential "custody"; after it, if there is one, the next: a change
// of the key may have come to it. In the order in which they are to be tried, at least one.
[[nodiscard]] std::expected<std::vector<vault::Custody>, StartupError> read_custody(
    const Config& config, vault::World world);

} // namespace server
