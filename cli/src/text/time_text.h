#pragma once

#include "vault/clock.h"

#include <string>
#include <string_view>

namespace cli {

// "in 3 d (2026-11-27 12:00 UTC)", "5 min ago (…)", "now (…)". For people; --json passes on what the server said.
[[nodiscard]] std::string describe_time(vault::Instant at, vault::Instant now);
// The same for an RFC 3339 text of the server's; "-" when empty, and "?" when it is no time.
[[nodiscard]] std::string describe_time(const std::string& rfc3339, vault::Instant now);
// "in 3 d" alone, for narrow tables.
[[nodiscard]] std::string relative_time(const std::string& rfc3339, vault::Instant now);

} // namespace cli
