#pragma once

#include "context.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cli {

// The canonical entry inside a row of the API; an empty object when there is none.
[[nodiscard]] const nlohmann::json& entry_of_row(const nlohmann::json& row);
// Who did it: a name, else an id, else what can be said.
[[nodiscard]] std::string actor_of_row(const nlohmann::json& row);

void print_entries(Context& context, const nlohmann::json& entries);
// One line per entry under a heading (RFC 4180, lines end with LF), no cell that a spreadsheet would run.
void print_entries_csv(Context& context, const nlohmann::json& entries);
// One entry in one line, for a list without an end.
void print_entry_line(Context& context, const nlohmann::json& entry);
void print_who_saw(Context& context, const nlohmann::json& entries);

} // namespace cli
