#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class Option;
}

namespace cli {

// What stands for an option's value in the help: "FILE". CLI11's own name for it also carries what its checks say.
[[nodiscard]] std::string value_name(const CLI::Option& option);

// The closed list an option's value is from (CLI::IsMember), in its order; empty where any text may do.
[[nodiscard]] std::vector<std::string> choices_of(const CLI::Option& option);

// What a value is of that has no closed list, for Option::check.
inline constexpr std::string_view time_kind = "time";
inline constexpr std::string_view event_kind = "event";
inline constexpr std::string_view address_kind = "address";
// What such an option takes: "a duration back (2h, 7d), …"; empty for another kind.
[[nodiscard]] std::string_view wanted_of_kind(std::string_view kind) noexcept;

// "one of ask, hour", "a number from 1 to 10" or a kind's words, of an option that says so; else empty.
[[nodiscard]] std::string wanted_value(const CLI::Option& option);

// What an id begins with, and of what it is one.
struct IdKind {
    std::string_view prefix; // "tkt_"
    std::string_view noun;   // "ticket"
};
// nullptr where nothing begins so.
[[nodiscard]] const IdKind* id_kind_of(std::string_view prefix) noexcept;
// Of an option that takes an id (add_id, add_id_option), what it begins with; else empty.
[[nodiscard]] std::string id_prefix(const CLI::Option& option);

// Given by its place and not by a name.
[[nodiscard]] bool is_positional(const CLI::Option& option);

} // namespace cli
