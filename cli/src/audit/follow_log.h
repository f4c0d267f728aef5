#pragma once

#include "audit/audit_source.h"
#include "context.h"
#include "text/fault.h"

namespace cli {

// The newest rows, as tail(1), then every row as it comes, for ever: one line each, or one JSON document a line. With `from` or `since` and no `before`:
// all of them. A server that answered once and cannot be reached is waited for, so that whoever is woken by this is woken behind its restart; what it wrote
// meanwhile follows.
[[nodiscard]] Answer<void> follow_log(Context& context, AuditSource& source, EntryQuery query);

} // namespace cli
