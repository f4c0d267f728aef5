#pragma once

#include "config/config.h"
#include "http/literal.h"

#include <vector>

namespace server {

// What of the vault the file mode opens to other users of this machine, each with what to do. It is no reason not to serve: who
// corrects a mode should not have to stop a service first, and `ticketvault doctor` calls it a failure. What systemd hands over as a
// credential is not looked at: it is in memory, and its mode shows an access list as a group.
[[nodiscard]] std::vector<http::Literal> find_exposed(const Config& config);

} // namespace server
