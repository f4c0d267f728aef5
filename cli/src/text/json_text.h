#pragma once

#include "context.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace cli {

// A member of a server's answer. Missing, null or of another type: empty, 0, false: a newer server must not stop an older program.
[[nodiscard]] std::string text_at(const nlohmann::json& object, const char* name);
[[nodiscard]] std::uint64_t number_at(const nlohmann::json& object, const char* name);
[[nodiscard]] bool flag_at(const nlohmann::json& object, const char* name);
// A person for whom a name need not be known: the name and the id, which alone is nobody else's, or the id.
[[nodiscard]] std::string person_at(const nlohmann::json& object, const char* name, const char* id);
// The array, or an empty one.
[[nodiscard]] const nlohmann::json& list_at(const nlohmann::json& object, const char* name);

// The one document of --json. What is invisible or reorders a screen is escaped, on a terminal everything beyond ASCII.
void print_json(Context& context, const nlohmann::json& document);
// The same for output of one document a line, without the line end. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_line(const nlohmann::json& document);

} // namespace cli
