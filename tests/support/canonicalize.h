#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tests {

// The RFC 8785 form of any JSON an entry may be, by a whole parser and a sort: an independent word on what EntryView takes in one pass. nullopt for
// floating point, integers of 2^53 and more, null, duplicate names and more than 8 levels.
[[nodiscard]] std::optional<std::string> canonicalize(std::string_view json);

} // namespace tests
