#pragma once

#include "service/api_client.h"

#include <string>
#include <string_view>

namespace cli {

// The command that signs in there, to be typed as it stands: with what is trusted, if `address` says so, and the login where one is known.
[[nodiscard]] std::string login_words(const ServerAddress& address, std::string_view login);

} // namespace cli
