#pragma once

#include "context.h"

#include <nlohmann/json_fwd.hpp>

namespace cli {

void print_entries(Context& context, const nlohmann::json& entries);
// One line per entry under a heading (RFC 4180, lines end with LF), no cell that a spreadsheet would run.
void print_entries_csv(Context& context, const nlohmann::json& entries);
void print_who_saw(Context& context, const nlohmann::json& entries);

} // namespace cli
