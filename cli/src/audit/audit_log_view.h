#pragma once

#include "context.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>

namespace cli {

// The canonical entry inside a row of the API; an empty object when there is none.
[[nodiscard]] const nlohmann::json& entry_of_row(const nlohmann::json& row);
// Who did it. The id alone tells who it was: a name is whatever its bearer wanted, an agent's id included, so that the two never share a column
// and only the name is ever cut.
struct RowActor {
    std::string id; // or "the vault", "this machine", "unknown"
    std::string role;
    std::string name;
};
[[nodiscard]] RowActor actor_of_row(const nlohmann::json& row);
inline constexpr std::size_t name_columns_max = 24;

void print_entries(Context& context, const nlohmann::json& entries);
// One line per entry under a heading (RFC 4180, lines end with LF), no cell that a spreadsheet would run.
void print_entries_csv(Context& context, const nlohmann::json& entries);
// One entry in one line, for a list without an end.
void print_entry_line(Context& context, const nlohmann::json& entry);
// `limited`: how often more was refused than the log takes, and the rest of the minute is not among the entries.
void print_who_saw(Context& context, const nlohmann::json& entries, std::size_t limited);

} // namespace cli
