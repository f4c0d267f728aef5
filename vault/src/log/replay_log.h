#pragma once

#include "log/verify_log.h"
#include "store/state_table.h"

#include <functional>

namespace vault {

// As LogSource, for the rows the log must account for. Both must be of one snapshot or of a vault nobody changes.
struct StateSource {
    std::function<Expected<void>(const std::function<void(const StateTable&)>&)> read;
};

// Reads the whole log and then everything StateTable knows. Entries that are not canonical are verify_log's business: corrupt.
[[nodiscard]] Expected<ReplayVerdict> replay_log(
    const LogSource& log, const StateSource& states, const VerifyProgress& progress);

} // namespace vault
