#include "commands.h"

#include "audit/bundle_reader.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "terminal/progress_bar.h"
#include "terminal/text_file.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/time_text.h"
#include "vault/backup.h"
#include "vaults/new_custody.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <memory>
#include <ostream>

namespace cli {

namespace {

struct RestoreOptions {
    std::shared_ptr<LocalOptions> local;
    std::string file;
    std::string recovery_file;
    std::string custody = "key-file";
    std::string known;
};

Fault to_backup_fault(const vault::Error& error)
{
    switch (error.code()) {
    case vault::ErrorCode::wrong_key:
        return {ExitCode::unreachable,
            error.to_string() + "; 'recovery' in the backup's first lines names the one"};
    case vault::ErrorCode::corrupt:
        return {ExitCode::failed,
            error.to_string() + "; nothing was restored: try an older backup or another copy"};
    case vault::ErrorCode::foreign:
        return {ExitCode::failed, error.to_string()};
    case vault::ErrorCode::inconsistent_log:
        return {ExitCode::inconsistent_log,
            error.to_string() + "; nothing was restored: keep the backup as evidence"};
    default:
        return to_fault(error);
    }
}

// The head of an exported log that holds, line for line.
Answer<vault::Checkpoint> head_of_bundle(
    const std::string& file, const vault::VerifierKey& verifier)
{
    std::ifstream in{file, std::ios::binary};
    auto verdict = read_bundle(in, verifier, {});
    if (!verdict)
        return std::unexpected{verdict.error()};
    if (!verdict->ok)
        return fault(verdict->fault == vault::AuditFault::unknown_key ? ExitCode::unknown_key
                                                                      : ExitCode::bad_proof,
            "the bundle given with --known does not hold for the vault this backup was made of; "
            "nothing was restored");
    return std::move(verdict->head);
}

// The newest head of the log anybody kept, signed by the vault the backup was made of.
Answer<std::optional<vault::Checkpoint>> known_head(
    Context& context, const std::string& file, const vault::VerifierKey& verifier)
{
    constexpr std::string_view bundle_start = "ticket-vault/bundle/";
    constexpr std::size_t note_bytes_max = 64 * 1024;
    if (file.empty())
        return std::nullopt;
    {
        std::ifstream in{file, std::ios::binary};
        std::string start(bundle_start.size(), '\0');
        in.read(start.data(), static_cast<std::streamsize>(start.size()));
        if (start == bundle_start) {
            auto head = head_of_bundle(file, verifier);
            return head ? Answer<std::optional<vault::Checkpoint>>{std::move(*head)}
                        : std::unexpected{head.error()};
        }
    }
    const auto note = read_text_file(context, file, "the known note", note_bytes_max);
    if (!note)
        return std::unexpected{note.error()};
    auto reading = vault::verify_head(*note, verifier);
    if (reading.verdict == vault::ProofVerdict::good)
        return std::move(reading.head);
    const VerdictRow& row = verdict_row(reading.verdict);
    return fault(row.code, row.verdict == vault::ProofVerdict::unknown_key
                               ? "the note given with --known is not of the vault this backup was "
                                 "made of; nothing was restored"
                               : "the note given with --known is not a checkpoint, receipt, "
                                 "certificate or bundle that holds; nothing was restored");
}

void tell(Context& context, const vault::BackupFacts& facts, const vault::VerifierKey& verifier,
    const vault::Restored& restored, bool known)
{
    if (context.json) {
        print_json(context,
            {{"store", facts.store.to_string()}, {"verifier", verifier.text},
                {"made_at", vault::to_rfc3339(facts.made_at)}, {"tickets", restored.tickets},
                {"credentials_lost", restored.credentials_lost}, {"log_size", restored.log_size},
                {"newest_proved", known && restored.entries_missing == 0},
                {"entries_missing", restored.entries_missing}});
        return;
    }
    context.out << "Restored the vault.\n";
    FactList list;
    list.add("store", facts.store.to_string());
    list.add("as of", describe_time(facts.made_at, context.world.clock.now()));
    list.add("tickets", std::to_string(restored.tickets));
    list.add("credentials",
        fmt::format("{} lost and certified so: ask for new ones", restored.credentials_lost));
    list.add("log", fmt::format("{} entries, and goes on", restored.log_size));
    list.add("verifier", verifier.text);
    list.print(context.out, context.colour);
}

Answer<void> run_restore(Context& context, const RestoreOptions& options)
{
    const LocalOptions& local = *options.local;
    const auto recovery = vault::read_recovery_file(options.recovery_file, context.world);
    if (!recovery)
        return std::unexpected{to_secret_file_fault(recovery.error(), "--recovery-file")};
    auto backup = vault::Backup::open(options.file, *recovery, context.world);
    if (!backup && backup.error().code() == vault::ErrorCode::missing)
        return fault(ExitCode::unreachable, "the backup file is not there; check its path");
    if (!backup)
        return std::unexpected{to_backup_fault(backup.error())};
    const vault::BackupFacts facts = backup->facts();
    const vault::VerifierKey verifier = backup->verifier();
    const auto known = known_head(context, options.known, verifier);
    if (!known)
        return std::unexpected{known.error()};
    const auto custody = obtain_new_custody(context, local, options.custody);
    if (!custody)
        return std::unexpected{custody.error()};
    const auto restored = [&] {
        ProgressBar bar{context, "restoring"};
        return vault::restore_vault(std::move(*backup), local.folders(), custody->custody, *known,
            context.world,
            [&](std::uint64_t done, std::uint64_t total) { bar.update(done, total); });
    }();
    if (!restored) {
        drop_custody(*custody, local, restored.error().code(), context.world);
        return std::unexpected{to_backup_fault(restored.error())};
    }
    tell(context, facts, verifier, *restored, known->has_value());
    if (!known->has_value())
        context.err << "Nothing shows that this is the newest backup: give the newest checkpoint, "
                       "receipt or bundle with --known to find out.\n";
    else if (restored->entries_missing != 0)
        context.err << fmt::format(
            "The log had {} more {}: what happened after the backup is lost, and whoever "
            "holds a note of that time can show that it is missing.\n",
            restored->entries_missing, restored->entries_missing == 1 ? "entry" : "entries");
    return {};
}

} // namespace

void add_restore_command(Command root, Context& context)
{
    const Command restore = root.add_subcommand("restore", "Make a vault out of a backup");
    const auto options = std::make_shared<RestoreOptions>();
    restore.add_option("BACKUP", options->file, "The backup's file").required();
    restore
        .add_option(
            "--recovery-file", options->recovery_file, "The recovery key the backup was made for")
        .type_name("FILE")
        .required();
    options->local = add_local_options(restore, true);
    add_custody_kind(restore, options->custody);
    restore
        .add_option("--known", options->known,
            "The newest checkpoint, receipt, certificate or bundle anybody kept of this vault")
        .type_name("FILE");
    describe(restore,
        {"Into folders that are new or empty, under a custody key of their own. Every ticket, "
         "file, "
         "person and the audit log come back; every credential counts as lost and is certified so, "
         "everybody signs in again, and the log goes on with an entry that says what happened. "
         "When "
         "it fails nothing is left behind.",
            {{"On a new machine",
                "restore today.backup --recovery-file recovery.key --data data --keys keys "
                "--custody-file custody.key --known newest.checkpoint"}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::inconsistent_log,
                ExitCode::unknown_key}});
    on_run(restore, context, [&context, options] { return run_restore(context, *options); });
}

} // namespace cli
