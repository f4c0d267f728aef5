#pragma once

#include <string_view>

namespace server {

// server/api/openapi.json, embedded by the build.
[[nodiscard]] std::string_view openapi_document() noexcept;

} // namespace server
