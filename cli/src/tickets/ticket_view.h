#pragma once

#include "context.h"

#include <nlohmann/json_fwd.hpp>

namespace cli {

// The queue as a table: one row per ticket.
void print_queue(Context& context, const nlohmann::json& tickets);
// One ticket as a page: facts, texts, thread, files, credentials. Every text is a stranger's and is escaped.
void print_ticket(Context& context, const nlohmann::json& ticket);

} // namespace cli
