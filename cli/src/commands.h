#pragma once

#include "options/command.h"

namespace cli {

struct Context;

// One function per resource or command, each in the file of its name: adds the command and its options to `root`. `context` must
// outlive the parsing. Only what works is added.
void add_audit_command(Command root, Context& context);
void add_backup_commands(Command root, Context& context); // backup, restore
void add_restore_command(Command root, Context& context);
void add_break_glass_command(Command root, Context& context);
void add_clock_command(Command root, Context& context);
void add_completion_command(Command root, Context& context);
void add_credential_command(Command root, Context& context);
void add_grant_command(Command root, Context& context);
void add_group_command(Command root, Context& context);
void add_keys_command(Command root, Context& context);
void add_policy_command(Command root, Context& context);
void add_manual_command(Command root, Context& context);
void add_proof_commands(Command root, Context& context);   // receipt, certificate
void add_session_commands(Command root, Context& context); // login, logout, whoami
void add_ticket_command(Command root, Context& context);
void add_user_command(Command root, Context& context);
void add_vault_commands(Command root, Context& context); // init, doctor

} // namespace cli
