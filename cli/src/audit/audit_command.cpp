#include "audit/audit_parts.h"
#include "commands.h"
#include "options/command.h"

namespace cli {

void add_audit_command(Command root, Context& context)
{
    const Command audit = root.add_subcommand("audit", "Read and prove the audit log");
    add_audit_log(audit, context);
    add_who_saw(audit, context);
    add_audit_verify(audit, context);
    add_audit_replay(audit, context);
    add_audit_proofs(audit, context);
    add_audit_reviews(audit, context);
}

} // namespace cli
