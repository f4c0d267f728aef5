#pragma once

#include <string_view>

namespace redactor {

// What people write where a value goes: your_, xxxx, placeholder, a note of what is left to do. `lower` is in small letters.
bool holds_filler(std::string_view lower);

} // namespace redactor
