#pragma once

#include "vault/person.h"

#include <string>
#include <string_view>

namespace vault {

// The plaintext of person.profile_ct: the name, a newline, the e-mail address. Neither holds control characters.
[[nodiscard]] std::string profile_text(const Profile& profile);
[[nodiscard]] Profile parse_profile(std::string_view text);

} // namespace vault
