#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Context;

// One function per resource or command, each in the file of its name: adds the command and its options to `root`. `context` must
// outlive the parsing. Only what works is added.
void add_audit_command(CLI::App& root, Context& context);
void add_backup_commands(CLI::App& root, Context& context); // backup, restore
void add_restore_command(CLI::App& root, Context& context);
void add_break_glass_command(CLI::App& root, Context& context);
void add_clock_command(CLI::App& root, Context& context);
void add_completion_command(CLI::App& root, Context& context);
void add_credential_command(CLI::App& root, Context& context);
void add_grant_command(CLI::App& root, Context& context);
void add_keys_command(CLI::App& root, Context& context);
void add_policy_command(CLI::App& root, Context& context);
void add_manual_command(CLI::App& root, Context& context);
void add_proof_commands(CLI::App& root, Context& context);   // receipt, certificate
void add_session_commands(CLI::App& root, Context& context); // login, logout, whoami
void add_ticket_command(CLI::App& root, Context& context);
void add_user_command(CLI::App& root, Context& context);
void add_vault_commands(CLI::App& root, Context& context); // init, doctor

} // namespace cli
