#pragma once

#include "context.h"

#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace cli {

// Says in our own words what is wrong with the command line: names the option or the nearest command, never the argument, which may be a
// password typed in the wrong place. Exit code 2.
void report_usage_error(const CLI::App& root, const CLI::ParseError& error, Context& context);

// The known word nearest to what was typed, when it is near enough to be meant (Damerau-Levenshtein distance at most a third of its
// length, and at least 1); empty otherwise.
[[nodiscard]] std::string nearest_word(std::string_view typed, std::span<const std::string> known);

// "ticketvault ticket submit"
[[nodiscard]] std::string full_name(const CLI::App& command);

} // namespace cli
