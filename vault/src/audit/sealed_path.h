#pragma once

#include "vault/proof.h"

#include <string_view>

namespace vault {

// Whether it is meant to be one; not whether it holds.
[[nodiscard]] bool is_path_text(std::string_view text);

} // namespace vault
