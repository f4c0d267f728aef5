#pragma once

#include "config/config.h"
#include "startup/startup_error.h"
#include "vault/vault.h"

#include <expected>

namespace server {

// The custody key from the configured file or, without one, from the systemd credential "custody".
[[nodiscard]] std::expected<vault::Custody, StartupError> read_custody(
    const Config& config, vault::World world);

} // namespace server
