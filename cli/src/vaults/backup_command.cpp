#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/local_options.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "vault/backup.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <ostream>
#include <span>

namespace cli {

namespace {

constexpr std::int64_t day_seconds = 24LL * 3600;

struct BackupOptions {
    std::shared_ptr<RemoteOptions> remote;
    std::shared_ptr<LocalOptions> local;
    std::string file;
    std::int64_t keep_seconds = 90 * day_seconds;
};

using Sink = std::function<bool(std::span<const char>)>; // false: could not be written

Answer<void> back_up_here(Context& context, const BackupOptions& options, const Sink& sink)
{
    if (options.local->data.empty() || options.local->keys.empty())
        return fault(ExitCode::usage, "without a server both --data and --keys are needed");
    const auto custody = obtain_custody(context, *options.local);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto opened = vault::Vault::open(options.local->folders(), *custody, context.world);
    if (!opened)
        return std::unexpected{to_fault(opened.error())};
    bool written = true;
    const auto done = (*opened)->back_up(
        nullptr, options.keep_seconds * 1000, [&](std::span<const std::byte> bytes) {
            written = written && sink({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        });
    if (!done)
        return std::unexpected{to_fault(done.error())};
    return written ? Answer<void>{}
                   : fault(ExitCode::failed, "the backup could not be written completely");
}

Answer<void> back_up_there(Context& context, const BackupOptions& options, const Sink& sink)
{
    auto client = connect(context, *options.remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto sent = client->fetch("POST",
        "/v1/backups?keep_days=" + std::to_string(options.keep_seconds / day_seconds), sink);
    return sent ? Answer<void>{} : std::unexpected{sent.error()};
}

Answer<void> run_backup(Context& context, const BackupOptions& options)
{
    if (options.file.empty())
        return fault(ExitCode::usage, "-o says where the backup goes ('-': standard output)");
    if (options.keep_seconds < day_seconds || options.keep_seconds % day_seconds != 0)
        return fault(ExitCode::usage, "--keep is at least one day, and whole days");
    if (context.json && options.file == "-")
        return fault(ExitCode::usage, "with --json the backup needs a file: give -o FILE");
    const auto back_up = options.local->any() ? back_up_here : back_up_there;
    if (options.file == "-") {
        if (context.out_is_terminal)
            return fault(ExitCode::usage, "a backup is not for a terminal; give -o FILE");
        return back_up(context, options, [&](std::span<const char> bytes) {
            context.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            return context.out.good();
        });
    }
    auto out = PrivateFile::create(options.file, "the backup's file", Existing::kept);
    if (!out)
        return std::unexpected{out.error()};
    if (const auto made = back_up(
            context, options, [&](std::span<const char> bytes) { return out->write(bytes); });
        !made)
        return made;
    if (const auto written = out->commit(); !written)
        return written;
    const auto facts = vault::read_backup_facts(options.file, context.world);
    if (!facts)
        return std::unexpected{to_fault(facts.error())};
    if (context.json) {
        print_json(context,
            {{"store", facts->store.to_string()}, {"made_at", vault::to_rfc3339(facts->made_at)},
                {"ends_at", vault::to_rfc3339(facts->ends_at)}, {"recovery", facts->recovery},
                {"log_size", facts->log_size}, {"log_root", vault::hash_text(facts->log_root)}});
        return {};
    }
    context.out << "Made a backup.\n";
    FactList list;
    list.add("store", facts->store.to_string());
    list.add("keep until", vault::to_rfc3339(facts->ends_at));
    list.add("recovery", facts->recovery);
    list.add("log", fmt::format("{} entries", facts->log_size));
    list.print(context.out, context.colour);
    return {};
}

struct PruneOptions {
    std::string folder;
    bool dry_run = false;
};

Answer<void> run_prune(Context& context, const PruneOptions& options)
{
    std::error_code problem;
    std::filesystem::directory_iterator files{options.folder, problem};
    if (problem)
        return fault(ExitCode::failed, "the folder cannot be read; check its name");
    const vault::Instant now = context.world.clock.now();
    std::uint64_t removed = 0;
    std::uint64_t kept = 0;
    // Not the range's own ++, which throws.
    for (; files != std::filesystem::directory_iterator{}; files.increment(problem)) {
        const auto& entry = *files;
        if (entry.is_symlink(problem) || !entry.is_regular_file(problem))
            continue;
        const auto facts = vault::read_backup_facts(entry.path(), context.world);
        if (!facts)
            continue; // whatever it is, it is not a backup
        if (facts->ends_at > now) {
            ++kept;
            continue;
        }
        if (!options.dry_run && !std::filesystem::remove(entry.path(), problem))
            return fault(ExitCode::failed,
                "a backup that has ended could not be removed; check the folder's permissions");
        ++removed;
    }
    if (problem)
        return fault(ExitCode::failed, "the folder could not be read to its end");
    if (context.json)
        print_json(context, {{"removed", removed}, {"kept", kept}, {"dry_run", options.dry_run}});
    else
        context.out << fmt::format(
            "{} {} ended, {} kept.\n", options.dry_run ? "Would remove" : "Removed", removed, kept);
    return {};
}

void add_prune(Command backup, Context& context)
{
    const Command prune = backup.add_subcommand("prune", "Remove the backups whose end has come");
    const auto options = std::make_shared<PruneOptions>();
    prune.add_option("FOLDER", options->folder, "Where backups are kept").required();
    prune.add_flag("--dry-run", options->dry_run, "Only count them");
    describe(prune, {"Looks at the first lines of every file in the folder, not in folders below, "
                     "and leaves alone whatever is not a backup. Needs no key.",
                        {{"Each night, after the new one", "backup prune /srv/backups"}}, {}});
    on_run(prune, context, [&context, options] { return run_prune(context, *options); });
}

} // namespace

void add_backup_commands(Command root, Context& context)
{
    const Command backup = root.add_subcommand(
        "backup", "Copy everything but the credentials, sealed to the recovery key");
    const auto options = std::make_shared<BackupOptions>();
    backup.add_option("-o,--output", options->file, "Write here ('-': standard output)")
        .type_name("FILE");
    add_duration(backup, "--keep", options->keep_seconds,
        "How long it is to be kept, in whole days (default 90d)");
    options->remote = add_remote_options(backup, Signs::account);
    options->local = add_local_options(backup, false);
    describe(backup,
        {"Through the service as an administrator, while everything goes on, or of folders nobody "
         "serves. Tickets, messages, files, people and the audit log as of one moment; no key and "
         "no value of a credential or of a file that was sealed whole. Only the recovery key opens "
         "it. It is an audit entry.",
            {{"Of the running service", "backup -o \"/srv/backups/$(date +%F).backup\""},
                {"To another machine",
                    "backup -o - | ssh backup@vault2.example.com 'cat > today.backup'"},
                {"Of folders nobody serves",
                    "backup -o today.backup --data data --keys keys --custody-file custody.key"}},
            {ExitCode::unreachable, ExitCode::inconsistent_log}});
    backup.subcommand_optional();
    on_run(backup, context, [&context, backup, options] {
        return backup.subcommand_given() ? Answer<void>{} : run_backup(context, *options);
    });
    add_prune(backup, context);
    add_restore_command(root, context);
}

} // namespace cli
