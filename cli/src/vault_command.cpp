#include "commands.h"

#include "command_help.h"
#include "command_parts.h"
#include "create_vault.h"
#include "doctor.h"
#include "escape.h"
#include "json_text.h"
#include "local_options.h"
#include "table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

Answer<void> run_keys_status(Context& context, const LocalOptions& options)
{
    const auto custody = obtain_custody(context, options);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto opened = vault::Vault::open(options.folders(), *custody, context.world);
    if (!opened)
        return std::unexpected{to_fault(opened.error())};
    const vault::KeyStatus status = (*opened)->key_status();
    const auto live_keys = (*opened)->live_keys();
    if (!live_keys)
        return std::unexpected{to_fault(live_keys.error())};
    const char* kind = status.custody == vault::Custody::Kind::key_file ? "key-file" : "passphrase";
    if (context.json) {
        print_json(context, {{"store", status.store.to_string()}, {"origin", status.origin},
                                {"custody", kind}, {"live_keys", *live_keys},
                                {"level", status.level}, {"verifier", status.verifier.text}});
        return {};
    }
    FactList facts;
    facts.add("store", status.store.to_string());
    facts.add("origin", status.origin);
    facts.add("custody", kind);
    facts.add("live keys", std::to_string(*live_keys));
    facts.add("level",
        status.level == "L0"
            ? "L0: memory, overlay or remote storage, where nobody can say that old bytes are gone"
            : status.level);
    facts.add("verifier", status.verifier.text);
    facts.print(context.out, context.colour);
    return {};
}

} // namespace

void add_vault_commands(CLI::App& root, Context& context)
{
    CLI::App* init = root.add_subcommand("init", "Make a new vault on this machine");
    const auto made = std::make_shared<CreateOptions>();
    made->local = add_local_options(*init, true);
    init->add_option("--custody", made->custody, "key-file or passphrase (default key-file)")
        ->type_name("KIND")
        ->check(CLI::IsMember({"key-file", "passphrase"}));
    init->add_option("--origin", made->origin,
            "The log's name in proofs, such as vault.example.com/tickets (default: this host's "
            "name)")
        ->type_name("NAME");
    describe(
        *init, {"Makes both folders for you alone, and the key file when it is not there yet. Who "
                "has the custody key and both folders can open "
                "everything; keep a copy of the key where the folders are not backed up.",
                   {{"With a key file", "init --data /srv/tickets/data --keys /srv/tickets/keys "
                                        "--custody-file /etc/ticketvault/custody.key"},
                       {"With a passphrase typed at each start",
                           "init --data data --keys keys --custody passphrase"}},
                   {ExitCode::unreachable}});
    on_run(*init, context, [&context, made] { return create_vault(context, *made); });

    CLI::App* doctor = root.add_subcommand(
        "doctor", "Check this machine and a vault's folders, and say what to do");
    const auto examined = add_local_options(*doctor, true);
    describe(*doctor, {"Changes nothing. With the custody key, and when no service holds the "
                       "vault, the whole audit log is verified too. Ends with 1 when a "
                       "check fails; warnings alone end with 0.",
                          {{"Before the first start",
                              "doctor --data data --keys keys --custody-file custody.key"}},
                          {}});
    on_run(*doctor, context, [&context, examined] { return examine(context, *examined); });

    CLI::App* keys = root.add_subcommand("keys", "Look after the vault's keys");
    CLI::App* status = keys->add_subcommand("status",
        "Show which vault this is, how it is opened and what destroying a key means here");
    const auto opened = add_local_options(*status, true);
    describe(
        *status, {"Opens the vault, which no service may hold, and closes it again; both are audit "
                  "entries. The verifier is what receipts and "
                  "certificates are checked with: give it to your customers.",
                     {{"The verifier",
                         "keys status --data data --keys keys --custody-file custody.key --json"}},
                     {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(*status, context, [&context, opened] { return run_keys_status(context, *opened); });
}

} // namespace cli
