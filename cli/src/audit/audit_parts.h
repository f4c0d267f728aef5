#pragma once

#include "options/command.h"

namespace cli {

struct Context;

// The commands under "audit", each added by the file of its name.
void add_audit_log(Command audit, Context& context);     // log
void add_who_saw(Command audit, Context& context);       // who-saw
void add_audit_verify(Command audit, Context& context);  // verify
void add_audit_replay(Command audit, Context& context);  // replay
void add_audit_proofs(Command audit, Context& context);  // checkpoint, consistency, export
void add_audit_reviews(Command audit, Context& context); // overdue, report

} // namespace cli
