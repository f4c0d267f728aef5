#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/local_options.h"
#include "options/remote_options.h"
#include "text/json_text.h"
#include "text/table.h"
#include "vault/backup.h"
#include "vault/key_drill.h"
#include "vault/key_rotation.h"
#include "vaults/accept_mark.h"
#include "vaults/folder_checks.h"
#include "vaults/new_custody.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <unistd.h>

namespace cli {

namespace {

constexpr const char* both_ways =
    "--server and the folders of a vault are two ways to it; give one";
constexpr const char* no_folders = "without a server both --data and --keys are needed";

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
        print_json(context,
            {{"store", status.store.to_string()}, {"origin", status.origin}, {"custody", kind},
                {"live_keys", *live_keys}, {"level", status.level},
                {"mark", status.mark_repaired ? "repaired" : "whole"},
                {"recovery",
                    status.recovery.empty() ? nlohmann::json{} : nlohmann::json(status.recovery)},
                {"verifier", status.verifier.text}});
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
    if (status.mark_repaired)
        facts.add("mark", "was damaged, and is whole again; look at the disk of the keys folder");
    facts.add("recovery", status.recovery.empty()
                              ? "no recovery key: no backup can be made; see 'keys recovery'"
                              : status.recovery);
    facts.add("verifier", status.verifier.text);
    facts.print(context.out, context.colour);
    return {};
}

struct RecoveryOptions {
    std::shared_ptr<LocalOptions> local;
    std::string new_file;
    std::string file;
};

Answer<void> run_keys_recovery(Context& context, const RecoveryOptions& options)
{
    const bool makes = !options.new_file.empty();
    const std::string& file = makes ? options.new_file : options.file;
    if (file.empty())
        return fault(ExitCode::usage, "give --new-file FILE for a new recovery key, or --file FILE "
                                      "for one there is");
    const LocalOptions& local = *options.local;
    if (lies_inside_either(file, local))
        return fault(ExitCode::usage, "the recovery file must lie outside both folders: it is to "
                                      "be kept where they are not");
    const auto custody = obtain_custody(context, local);
    if (!custody)
        return std::unexpected{custody.error()};
    if (makes)
        if (const auto made = vault::create_recovery_file(file, context.world); !made)
            return std::unexpected{to_secret_file_fault(made.error(), "--new-file")};
    const auto set = [&]() -> Answer<std::string> {
        const auto key = vault::read_recovery_file(file, context.world);
        if (!key)
            return std::unexpected{
                to_secret_file_fault(key.error(), makes ? "--new-file" : "--file")};
        auto done = vault::set_recovery_key(local.folders(), *custody, *key, context.world);
        if (!done)
            return std::unexpected{to_fault(done.error())};
        return std::move(*done);
    };
    const auto fingerprint = set();
    if (!fingerprint) {
        if (makes)
            ::unlink(file.c_str());
        return std::unexpected{fingerprint.error()};
    }
    if (context.json) {
        print_json(context, {{"recovery", *fingerprint}, {"file_made", makes}});
        return {};
    }
    context.out << "Backups are sealed to recovery key " << *fingerprint << " from now on.\n";
    if (makes)
        context.err << "Next: move the recovery file off this machine. Without it no backup can be "
                       "restored; with it and a backup anybody reads what the backup holds.\n";
    return {};
}

void add_recovery(Command keys, Context& context)
{
    const Command recovery =
        keys.add_subcommand("recovery", "Make or name the key that backups are sealed to");
    const auto options = std::make_shared<RecoveryOptions>();
    options->local = add_local_options(recovery, true);
    const auto made = recovery.add_option("--new-file", options->new_file,
        "Make a new recovery key and write it here; an existing file is refused");
    made.type_name("FILE");
    recovery.add_option("--file", options->file, "Use the recovery key in this file")
        .type_name("FILE")
        .excludes(made);
    describe(recovery,
        {"No service may hold the vault, which keeps only the public half and starts to use it "
         "with "
         "its next start. The change is an audit entry. Older backups still need the key they were "
         "made for.",
            {{"Once, before the first backup",
                "keys recovery --data data --keys keys --custody-file custody.key "
                "--new-file recovery.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(recovery, context, [&context, options] { return run_keys_recovery(context, *options); });
}

struct DrillOptions {
    std::shared_ptr<RemoteOptions> remote;
    std::shared_ptr<LocalOptions> local;
};

// As the API has it.
Answer<nlohmann::json> drill_here(Context& context, const LocalOptions& local)
{
    if (local.data.empty() || local.keys.empty())
        return fault(ExitCode::usage, no_folders);
    const auto custody = obtain_custody(context, local);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto drill = vault::drill_keys(local.folders(), *custody, context.world);
    if (!drill)
        return std::unexpected{to_fault(drill.error())};
    return nlohmann::json{{"ok", drill->ok()}, {"keys", drill->keys}, {"dead", drill->dead},
        {"recovered", drill->recovered}, {"live", drill->live}, {"lost", drill->lost},
        {"missing", drill->missing}, {"unnamed", drill->unnamed}, {"owed", drill->owed},
        {"old_root", drill->old_root}};
}

Answer<nlohmann::json> drill_there(Context& context, const RemoteOptions& remote)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    return client->send("POST", "/v1/keys/drill");
}

void show_drill(Context& context, const nlohmann::json& drill)
{
    const auto counted = [&](const char* name) { return number_at(drill, name); };
    context.out << (drill.value("ok", false) ? "Nothing that is shredded can be opened, and "
                                               "nothing that lives is lost.\n"
                                             : "The keys are not as they should be.\n");
    FactList facts;
    facts.add("keys that open", std::to_string(counted("keys")));
    facts.add(
        "dead credentials", fmt::format("{}, {} recovered", counted("dead"), counted("recovered")));
    facts.add("live credentials", fmt::format("{}, {} lost", counted("live"), counted("lost")));
    facts.add("other keys missing", std::to_string(counted("missing")));
    facts.add("keys of nothing", std::to_string(counted("unnamed")));
    facts.add("ends owed", std::to_string(counted("owed")));
    facts.add("the other root slot", drill.value("old_root", true) ? "not zero" : "zero");
    facts.print(context.out, context.colour);
}

Answer<void> run_keys_drill(Context& context, const DrillOptions& options)
{
    if (options.local->any() && !options.remote->server.empty())
        return fault(ExitCode::usage, both_ways);
    const auto drill = options.local->any() ? drill_here(context, *options.local)
                                            : drill_there(context, *options.remote);
    if (!drill)
        return std::unexpected{drill.error()};
    if (context.json)
        print_json(context, *drill);
    else
        show_drill(context, *drill);
    if (!drill->value("ok", false))
        return fault(ExitCode::failed,
            "the drill found keys that should be gone, or missed some that should be there; after "
            "a crash start the vault once and drill again, else keep both folders as evidence");
    return {};
}

void add_drill(Command keys, Context& context)
{
    const Command drill = keys.add_subcommand(
        "drill", "Play whoever has both folders and the custody key, and say what they can open");
    const auto options = std::make_shared<DrillOptions>();
    options->remote = add_remote_options(drill);
    options->local = add_local_options(drill, false);
    describe(drill,
        {"With a server, for an auditor or admin: on its disk as it is then, between two writes. "
         "With --data and --keys: on a vault nobody serves or on a copy of its folders, which it "
         "does not change. Walks the key tree by itself: the key of no shredded credential may "
         "open, the key of every live one must and be the one its receipt commits to, no key may "
         "belong to nothing, and one root slot must be zero.",
            {{"On a service", "keys drill --server https://vault.example.com"},
                {"On copies taken while the service was stopped",
                    "keys drill --data copy/data --keys copy/keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(drill, context, [&context, options] { return run_keys_drill(context, *options); });
}

struct RotateOptions {
    std::shared_ptr<RemoteOptions> remote;
    std::shared_ptr<LocalOptions> local;
    std::string new_file;
    std::string kind = "key-file";
    bool database = false;
};

Answer<void> run_database_rotation(Context& context, const LocalOptions& local)
{
    const auto custody = obtain_custody(context, local);
    if (!custody)
        return std::unexpected{custody.error()};
    if (const auto done = vault::rotate_database_key(local.folders(), *custody, context.world);
        !done)
        return std::unexpected{to_fault(done.error())};
    if (context.json)
        print_json(context, {{"database_rekeyed", true}});
    else
        context.out << "The database has a new key; the custody key is the same.\n";
    return {};
}

// Which key is the right one after a fault on the way shows at the next opening.
std::unexpected<Fault> keep_both(Fault fault, bool on_the_way)
{
    if (on_the_way)
        fault.sentence += "; keep both keys until the vault was opened with one of them";
    return std::unexpected{std::move(fault)};
}

// The service reads the new key by itself: it is nothing to send.
Answer<void> rotate_there(Context& context, const RotateOptions& options)
{
    constexpr int server_error = 500; // and above: on the way; below: nothing was begun
    if (options.database || !options.new_file.empty())
        return fault(ExitCode::usage, options.database
                                          ? "the database's key is changed while no service holds "
                                            "the vault: give --data and --keys"
                                          : "a service reads the new key from the file that its "
                                            "configuration names (vault.next_custody_file); "
                                            "--new-custody-file goes with --data and --keys");
    auto client = connect(context, *options.remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto changed =
        client->send("POST", "/v1/keys/custody", nlohmann::json{{"custody", options.kind}});
    if (!changed)
        return keep_both(changed.error(), changed.error().http_status >= server_error);
    if (context.json) {
        print_json(context, *changed);
        return {};
    }
    context.out << "The vault opens with the new custody key only.\n";
    context.err << "Next: put the file of the new key in the place of the old one, keep a copy of "
                   "it away from the folders' backups, and destroy every copy of the old one.\n";
    return {};
}

Answer<void> rotate_here(Context& context, const RotateOptions& options)
{
    const LocalOptions& local = *options.local;
    if (local.data.empty() || local.keys.empty())
        return fault(ExitCode::usage, no_folders);
    if (options.database)
        return run_database_rotation(context, local);
    const auto old = obtain_custody(context, local);
    if (!old)
        return std::unexpected{old.error()};
    LocalOptions to = local;
    to.custody_file = options.new_file;
    const auto fresh = obtain_new_custody(context, to, options.kind);
    if (!fresh)
        return std::unexpected{fresh.error()};
    if (const auto done =
            vault::rotate_custody(local.folders(), *old, fresh->custody, context.world);
        !done) {
        // It may have become the key of the vault before the fault, so a new file stays.
        return keep_both(
            to_fault(done.error()), done.error().code() == vault::ErrorCode::io ||
                                        done.error().code() == vault::ErrorCode::disk_full);
    }
    if (context.json) {
        print_json(context, {{"custody", options.kind}, {"custody_file_made", fresh->file_made}});
        return {};
    }
    context.out << (fresh->file_made || options.kind == "passphrase"
                        ? "The vault opens with the new custody key only.\n"
                        : "The vault opens with the key that was in the new custody file only.\n");
    context.err << "Next: start the service with the new custody key, keep a copy of it away from "
                   "the folders' backups, and destroy every copy of the old one.\n";
    return {};
}

Answer<void> run_keys_rotate(Context& context, const RotateOptions& options)
{
    if (options.local->any() && !options.remote->server.empty())
        return fault(ExitCode::usage, both_ways);
    return options.local->any() ? rotate_here(context, options) : rotate_there(context, options);
}

void add_new(Command keys, Context& context)
{
    const Command made = keys.add_subcommand("new", "Make a custody key file");
    const auto file = std::make_shared<std::string>();
    made.add_option("FILE", *file, "Where; an existing file is refused").required();
    describe(made, {"It opens nothing until 'init' or 'keys rotate' makes it the key of a vault.",
                       {{"Before 'keys rotate --server'", "keys new /etc/ticketvault/next.key"}},
                       {ExitCode::unreachable}});
    on_run(made, context, [&context, file]() -> Answer<void> {
        if (const auto created = vault::create_custody_file(*file, context.world); !created)
            return std::unexpected{to_secret_file_fault(created.error(), "its name")};
        if (context.json)
            print_json(context, {{"custody", "key-file"}, {"custody_file_made", true}});
        return {};
    });
}

void add_rotate(Command keys, Context& context)
{
    const Command rotate = keys.add_subcommand(
        "rotate", "Change the custody key of the vault, or the key of its database");
    const auto options = std::make_shared<RotateOptions>();
    options->remote = add_remote_options(rotate);
    options->local = add_local_options(rotate, false);
    const auto database = rotate.add_flag(
        "--database", options->database, "Give the database a new key instead, by a copy of it");
    rotate
        .add_option("--new-custody-file", options->new_file,
            "The new custody key or passphrase; a key file that is not there is made")
        .type_name("FILE")
        .excludes(database);
    add_custody_kind(rotate, options->kind).excludes(database);
    describe(rotate,
        {"With a server an admin changes it while everything goes on: the service reads the new "
         "key from the file that vault.next_custody_file names. With --data and --keys no service "
         "may hold the vault. The keys folder is wrapped anew and the key tree gets a new root: "
         "with the old custody key not even an old copy of the keys folder opens what is sealed. "
         "After a crash the vault opens with exactly one of the two keys, and opening it with the "
         "new one completes what was cut off. The change is an audit entry. The keys of the "
         "database and of the log stay the same. --database writes the database anew under another "
         "key, while no service holds the vault, which needs room for it twice: do it after the "
         "custody key may have been seen.",
            {{"While the service runs", "keys rotate --server https://vault.example.com"},
                {"A new key file", "keys rotate --data data --keys keys --custody-file custody.key "
                                   "--new-custody-file new.key"},
                {"A new key for the database",
                    "keys rotate --database --data data --keys keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(rotate, context, [&context, options] { return run_keys_rotate(context, *options); });
}

} // namespace

void add_keys_command(Command root, Context& context)
{
    const Command keys = root.add_subcommand("keys", "Look after the vault's keys");
    const Command status = keys.add_subcommand("status",
        "Show which vault this is, how it is opened and what destroying a key means here");
    const auto opened = add_local_options(status, true);
    describe(
        status, {"Opens the vault, which no service may hold, and closes it again; both are audit "
                 "entries. The verifier is what receipts and "
                 "certificates are checked with: give it to your customers.",
                    {{"The verifier",
                        "keys status --data data --keys keys --custody-file custody.key --json"}},
                    {ExitCode::unreachable, ExitCode::inconsistent_log}});
    on_run(status, context, [&context, opened] { return run_keys_status(context, *opened); });
    add_drill(keys, context);
    add_new(keys, context);
    add_rotate(keys, context);
    add_recovery(keys, context);
    add_accept_mark(keys, context);
}

} // namespace cli
