#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/local_options.h"
#include "vaults/create_vault.h"
#include "vaults/doctor.h"
#include "vaults/new_custody.h"

#include <memory>
#include <ostream>

namespace cli {

void add_vault_commands(Command root, Context& context)
{
    const Command init = root.add_subcommand("init", "Make a new vault on this machine");
    const auto made = std::make_shared<CreateOptions>();
    made->local = add_local_options(init, true);
    add_custody_kind(init, made->custody);
    init.add_option("--origin", made->origin,
            "The log's name in proofs, such as vault.example.com/tickets (default: this host's "
            "name)")
        .type_name("NAME");
    describe(
        init, {"Makes both folders for you alone, and the key file when it is not there yet. Who "
               "has the custody key and both folders can open "
               "everything; keep a copy of the key where the folders are not backed up.",
                  {{"With a key file", "init --data /srv/tickets/data --keys /srv/tickets/keys "
                                       "--custody-file /etc/ticketvault/custody.key"},
                      {"With a passphrase, which the service reads from the file of --custody-file",
                          "init --data data --keys keys --custody passphrase"}},
                  {ExitCode::unreachable}});
    on_run(init, context, [&context, made] { return create_vault(context, *made); });

    const Command doctor = root.add_subcommand(
        "doctor", "Check this machine and a vault's folders, and say what to do");
    const auto examined = add_local_options(doctor, true);
    describe(doctor, {"Changes nothing. With the custody key, and when no service holds the "
                      "vault, the whole audit log is verified too. Ends with 1 when a "
                      "check fails; warnings alone end with 0.",
                         {{"Before the first start",
                             "doctor --data data --keys keys --custody-file custody.key"}},
                         {}});
    on_run(doctor, context, [&context, examined] { return examine(context, *examined); });
}

} // namespace cli
