#pragma once

#include <string>
#include <vector>

namespace CLI {
class Option;
}

namespace cli {

// What stands for an option's value in the help: "FILE". CLI11's own name for it also carries what its checks say.
[[nodiscard]] std::string value_name(const CLI::Option& option);

// The closed list an option's value is from (CLI::IsMember), in its order; empty where any text may do.
[[nodiscard]] std::vector<std::string> choices_of(const CLI::Option& option);

// Given by its place and not by a name.
[[nodiscard]] bool is_positional(const CLI::Option& option);

} // namespace cli
