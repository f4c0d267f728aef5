#include "audit/audit_parts.h"
#include "audit/audit_source.h"
#include "audit/file_kind.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "terminal/private_file.h"
#include "text/escape.h"
#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace cli {

namespace {

Answer<void> run_checkpoint(Context& context, const RemoteOptions& remote,
    const LocalOptions& local, const std::string& file)
{
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    auto room = make_room(file, "the checkpoint's file", Existing::kept);
    if (!room)
        return std::unexpected{room.error()};
    const auto note = (*source)->checkpoint();
    if (!note)
        return std::unexpected{note.error()};
    if (*room)
        if (const auto written = (*room)->finish(*note); !written)
            return written;
    if (context.json)
        print_json(context, {{"checkpoint", *note}});
    else if (file.empty())
        context.out << escape_text(*note, Lines::kept);
    return {};
}

struct ConsistencyOptions {
    std::string older;
    std::string newer; // empty: the newest checkpoint
    std::shared_ptr<KeyOptions> key;
};

constexpr std::string_view head_files = "a checkpoint, receipt or certificate";

Answer<vault::Checkpoint> head_of(const std::string& note, const vault::VerifierKey& key)
{
    auto reading = vault::verify_head(note, key);
    if (reading.verdict == vault::ProofVerdict::good)
        return std::move(reading.head);
    const VerdictRow& row = verdict_row(reading.verdict);
    return not_proved(row, head_files, note);
}

Answer<std::vector<vault::Hash>> path_in(const nlohmann::json& proof)
{
    std::vector<vault::Hash> path;
    for (const auto& text : list_at(proof, "path")) {
        const auto hash =
            text.is_string() ? vault::parse_hash(text.get<std::string>()) : std::nullopt;
        if (!hash)
            return fault(ExitCode::bad_proof, "the proof holds something that is not a hash");
        path.push_back(*hash);
    }
    return path;
}

Answer<void> tell(
    Context& context, bool agree, const vault::Checkpoint& older, const vault::Checkpoint& newer)
{
    if (context.json)
        print_json(context, {{"ok", agree}, {"first", older.size}, {"second", newer.size}});
    if (!agree)
        return fault(ExitCode::inconsistent_log,
            older.size > newer.size
                ? fmt::format(
                      "the log has {} entries, but {} were acknowledged: it was rolled back. "
                      "Keep everything as evidence",
                      newer.size, older.size)
                : fmt::format("the log of {} entries is not the start of the log of {}: it was "
                              "rewritten or forked. Keep everything as evidence",
                      older.size, newer.size));
    if (!context.json)
        context.out << fmt::format(
            "The log of {} entries is the start of the log of {}.\n", older.size, newer.size);
    return {};
}

Answer<void> run_consistency(Context& context, const RemoteOptions& remote,
    const LocalOptions& local, const ConsistencyOptions& options)
{
    const auto key = expected_key(context, *options.key);
    if (!key)
        return std::unexpected{key.error()};
    auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    const auto head_in = [&](const std::string& file) -> Answer<vault::Checkpoint> {
        const auto note = file.empty() ? (*source)->checkpoint()
                                       : read_note_file(context, file, "the note", head_files);
        return note ? head_of(*note, *key) : std::unexpected{note.error()};
    };
    auto older = head_in(options.older);
    if (!older)
        return std::unexpected{older.error()};
    const auto log = head_in({});
    if (!log)
        return std::unexpected{log.error()};
    auto newer = options.newer.empty() ? log : head_in(options.newer);
    if (!newer)
        return std::unexpected{newer.error()};
    // Given in the other order, two notes say the same; a log that is shorter than a note does not.
    if (!options.newer.empty() && older->size > newer->size)
        std::swap(*older, *newer);
    const vault::Checkpoint& latest = older->size > newer->size ? *older : *newer;
    if (latest.size > log->size)
        return tell(context, false, latest, *log);
    const auto proof = (*source)->consistency(older->size, newer->size);
    if (!proof)
        return std::unexpected{proof.error()};
    const auto path = path_in(*proof);
    if (!path)
        return std::unexpected{path.error()};
    return tell(context, vault::heads_agree(*older, *newer, *path), *older, *newer);
}

Answer<void> run_export(Context& context, const RemoteOptions& remote, const LocalOptions& local,
    const std::string& file)
{
    if (context.json && file == "-")
        return fault(ExitCode::usage, "with --json the bundle needs a file: give -o FILE");
    const auto source = open_audit_source(context, remote, local);
    if (!source)
        return std::unexpected{source.error()};
    if (file == "-")
        return (*source)->export_to([&](std::span<const char> bytes) {
            context.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            return context.out.good();
        });
    auto out = PrivateFile::create(file, "the bundle's file", Existing::kept);
    if (!out)
        return std::unexpected{out.error()};
    std::uint64_t bytes_saved = 0;
    const auto sent = (*source)->export_to([&](std::span<const char> bytes) {
        bytes_saved += bytes.size();
        return out->write(bytes);
    });
    if (!sent)
        return sent;
    if (const auto done = out->commit(); !done)
        return done;
    if (context.json)
        print_json(context, {{"saved", true}, {"file", file}, {"bytes", bytes_saved}});
    return {};
}

void add_consistency(Command audit, Context& context)
{
    const Command consistency = audit.add_subcommand(
        "consistency", "Prove that the log you saw then is the start of the log of now");
    const auto options = std::make_shared<ConsistencyOptions>();
    const auto remote = add_remote_options(consistency);
    const auto local = add_local_options(consistency, false);
    consistency.add_option("OLDER", options->older, "A checkpoint, receipt or certificate you kept")
        .required();
    consistency.add_option(
        "NEWER", options->newer, "Another one (default: the newest checkpoint of the log)");
    options->key = add_key_options(consistency, remote);
    describe(consistency,
        {"Both notes must be signed by the vault's key. What they do not say, that nothing between "
         "them "
         "was changed, the path between their roots proves.",
            {{"Was the log rolled back since I got my receipt?", "audit consistency receipt.txt"},
                {"Two checkpoints a witness kept",
                    "audit consistency monday.checkpoint friday.checkpoint"}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::inconsistent_log,
                ExitCode::unknown_key}});
    on_run(consistency, context, [&context, remote, local, options] {
        return run_consistency(context, *remote, *local, *options);
    });
}

} // namespace

void add_audit_proofs(Command audit, Context& context)
{
    const Command checkpoint =
        audit.add_subcommand("checkpoint", "Print the newest signed head of the log");
    const auto head_file = std::make_shared<std::string>();
    auto remote = add_remote_options(checkpoint);
    auto local = add_local_options(checkpoint, false);
    checkpoint
        .add_option("-o,--output", *head_file,
            "Write to this new file instead of standard output; none is overwritten")
        .type_name("FILE");
    describe(checkpoint,
        {"A C2SP signed note. Kept elsewhere, it shows later whether the log was rolled back.",
            {{"Keep one each day", "audit checkpoint -o \"$(date +%F).checkpoint\""}},
            {ExitCode::unreachable}});
    on_run(checkpoint, context, [&context, remote, local, head_file] {
        return run_checkpoint(context, *remote, *local, *head_file);
    });

    add_consistency(audit, context);

    const Command exporting =
        audit.add_subcommand("export", "Write the whole log as a signed bundle");
    const auto file = std::make_shared<std::string>("-");
    remote = add_remote_options(exporting, Signs::account);
    local = add_local_options(exporting, false);
    exporting
        .add_option("-o,--output", *file,
            "Write to this new file instead of standard output; none is overwritten")
        .type_name("FILE");
    describe(exporting, {"Ids and ciphertext: no name, address or reason can be read in it. "
                         "'audit verify --bundle' "
                         "checks it with nothing but the vault's verifier key.",
                            {{"For an auditor elsewhere", "audit export -o audit.bundle"}},
                            {ExitCode::unreachable}});
    on_run(exporting, context,
        [&context, remote, local, file] { return run_export(context, *remote, *local, *file); });
}

} // namespace cli
