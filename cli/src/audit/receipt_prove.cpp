#include "audit/receipt_prove.h"

#include "audit/file_kind.h"
#include "audit/receipt_beside.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "terminal/text_file.h"
#include "text/escape.h"
#include "text/json_text.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <string>

namespace cli {

namespace {

struct ProveOptions {
    std::string receipt;
    std::string list;
    std::string credential;
    std::string output;
    std::shared_ptr<KeyOptions> key;
};

Answer<vault::ProofReading> read_receipt(Context& context, const ProveOptions& options)
{
    const auto key = expected_key(context, *options.key);
    if (!key)
        return std::unexpected{key.error()};
    const auto note = read_note_file(context, options.receipt, "the receipt", "a receipt");
    if (!note)
        return std::unexpected{note.error()};
    auto reading = vault::verify_proof(*note, *key);
    if (const VerdictRow& row = verdict_row(reading.verdict); row.code != ExitCode::ok)
        return not_proved(row, "a receipt", *note);
    if (reading.kind != "receipt")
        return fault(ExitCode::bad_proof, "it is genuine, but not a receipt");
    if (reading.listed_apart == 0)
        return fault(ExitCode::usage,
            "the receipt names its credentials itself: whoever has it sees them all and needs no "
            "path");
    return reading;
}

Answer<void> run_prove(Context& context, const ProveOptions& options)
{
    const auto credential = vault::CredentialId::parse(options.credential);
    if (!credential)
        return fault(ExitCode::usage, "--credential is no credential's id");
    const auto receipt = read_receipt(context, options);
    if (!receipt)
        return std::unexpected{receipt.error()};
    const auto list = read_receipt_list(context, options.list, *receipt);
    if (!list)
        return std::unexpected{list.error()};
    const auto path = vault::sealed_path(*receipt, *list, *credential);
    if (!path)
        return fault(ExitCode::failed, "the receipt is not over that credential");
    auto room = make_room(options.output, "the path's file", Existing::kept);
    if (!room)
        return std::unexpected{room.error()};
    if (*room)
        if (const auto written = (*room)->finish(*path); !written)
            return written;
    if (context.json)
        print_json(context, {{"credential", options.credential}, {"path", *path}});
    else if (options.output.empty())
        context.out << escape_text(*path, Lines::kept);
    return {};
}

} // namespace

void add_receipt_prove(Command receipt, Context& context)
{
    const Command prove =
        receipt.add_subcommand("prove", "Prove one credential of a receipt without the others");
    const auto options = std::make_shared<ProveOptions>();
    prove.add_option("FILE", options->receipt, "The receipt ('-': standard input)").required();
    prove.add_option("--list", options->list, "Its list, as it came with it")
        .type_name("FILE")
        .required();
    add_id_option(prove, "--credential", options->credential, "crd_", "The one to prove")
        .required();
    prove
        .add_option("-o,--output", options->output,
            "Write to this new file instead of standard output; none is overwritten")
        .type_name("FILE");
    options->key = add_key_options(prove, add_remote_options(prove, Signs::guest));
    describe(prove,
        {"Writes that credential's line of the list and its Merkle path to the root in the "
         "receipt. Receipt and path together prove it to anybody, and name none of the others.",
            {{"Prove one", "receipt prove ticket.receipt --list ticket.receipt.list --credential "
                           "crd_... -o one.path"},
                {"Check it, with the certificate of its end",
                    "receipt verify ticket.receipt --path one.path --covers certificate.txt"}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::unknown_key}});
    on_run(prove, context, [&context, options] { return run_prove(context, *options); });
}

} // namespace cli
