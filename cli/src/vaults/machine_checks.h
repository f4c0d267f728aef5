#pragma once

#include "vaults/doctor.h"

#include <vector>

namespace cli {

// What the machine is like: locked memory, swap, core dumps, clock, and whether documents can be opened on it. `now_ms` is the wall clock.
[[nodiscard]] std::vector<Finding> examine_machine(vault::Instant now);

} // namespace cli
