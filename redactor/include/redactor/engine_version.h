#pragma once

#include <string_view>

namespace redactor {

// What libhs says of itself: Hyperscan's version and build date, or Vectorscan's. Lives as long as the program.
[[nodiscard]] std::string_view engine_version() noexcept;

} // namespace redactor
