#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

// The commands under "audit", each added by the file of its name.
void add_audit_log(CLI::App& audit, Context& context);     // log, who-saw
void add_audit_verify(CLI::App& audit, Context& context);  // verify, replay
void add_audit_proofs(CLI::App& audit, Context& context);  // checkpoint, consistency, export
void add_audit_reviews(CLI::App& audit, Context& context); // overdue, report

} // namespace cli
