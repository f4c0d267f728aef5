#pragma once

#include <string>
#include <string_view>

namespace cli {

// A path as part of a relative reference of RFC 3986: slashes stay, whatever else the names hold is encoded.
[[nodiscard]] std::string uri_of_path(std::string_view path);

} // namespace cli
