#include "audit/audit_parts.h"
#include "commands.h"

#include <CLI/CLI.hpp>

namespace cli {

void add_audit_command(CLI::App& root, Context& context)
{
    CLI::App* audit = root.add_subcommand("audit", "Read and prove the audit log");
    add_audit_log(*audit, context);
    add_audit_verify(*audit, context);
    add_audit_proofs(*audit, context);
    add_audit_reviews(*audit, context);
}

} // namespace cli
