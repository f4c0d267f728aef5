#pragma once

#include <string>
#include <string_view>

namespace vault {

// What a key is bound to in the holder. A person and a ticket each have two: one for their content, one for their fields in the log,
// which outlives the other. A credential and an upload have one.
[[nodiscard]] inline std::string content_key_name(std::string_view id) { return std::string{id}; }
[[nodiscard]] inline std::string log_key_name(std::string_view id)
{
    return std::string{id} + "/log";
}

} // namespace vault
