#include "scan/redact_command.h"

#include "context.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/rule_options.h"
#include "redactor/rewrite.h"
#include "scan/redact_file.h"
#include "scan/scan_files.h"
#include "scan/scan_report.h"
#include "terminal/private_file.h"
#include "text/escape.h"
#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

struct RedactOptions {
    std::string path = "-";
    std::string output;
    std::string report;
    std::string mode = "mask";
    std::vector<std::string> rules;
};

nlohmann::json report_of(const RedactOptions& options, const std::vector<LocatedFinding>& findings)
{
    nlohmann::json document = {
        {"path", options.path}, {"mode", options.mode}, {"findings", nlohmann::json::array()}};
    for (const LocatedFinding& located : findings)
        document["findings"].push_back(to_json(located));
    return document;
}

// Nothing is written at all: half a redacted file is one that leaks.
std::unexpected<Fault> not_redacted(const redactor::WholeMember& one)
{
    return fault(ExitCode::failed,
        fmt::format("the input is not redacted: {}{}{}", redactor::to_string(one.reason),
            one.member.empty() ? "" : ", in its member ", escape_text(one.member)));
}

Answer<void> run_redact(Context& context, const RedactOptions& options)
{
    if (context.json && options.output.empty())
        return fault(ExitCode::usage, "with --json the redacted text needs a file: give -o FILE");
    if (same_place(options.output, options.report))
        return fault(ExitCode::usage,
            "-o and --report name the same file: the report would take the text's place");
    if (same_place(options.path, options.output) || same_place(options.path, options.report))
        return fault(ExitCode::usage,
            "-o or --report names the input, and the original would be gone; give another file");
    const auto rules = load_rules(options.rules);
    if (!rules)
        return std::unexpected{rules.error()};
    const auto bytes = read_whole(context, options.path);
    if (!bytes)
        return fault(
            ExitCode::failed, fmt::format("the input is not redacted: {}", bytes.error().reason));
    redactor::Scanner scanner{*rules};
    const bool remove = options.mode == "remove";
    const RedactedFile redacted =
        redact_file(*bytes, scanner, [remove](const redactor::Finding& finding) {
            return remove ? std::string{} : redactor::mask(finding);
        });
    if (!redacted.whole.empty())
        return not_redacted(redacted.whole.front());
    if (options.output.empty()) {
        context.out << redacted.bytes;
    } else if (const auto written = write_private_file(
                   options.output, redacted.bytes, "the redacted file", Existing::replaced);
        !written) {
        return written;
    }
    const nlohmann::json document = report_of(options, redacted.findings);
    if (!options.report.empty())
        if (const auto written = write_private_file(
                options.report, json_line(document) + "\n", "the report", Existing::replaced);
            !written)
            return written;
    if (context.json)
        context.out << json_line(document) << '\n';
    else
        context.err << fmt::format(
            "{} credential(s) {}\n", redacted.findings.size(), remove ? "removed" : "masked");
    return {};
}

} // namespace

void add_redact_command(Command root, Context& context)
{
    const Command command =
        root.add_subcommand("redact", "Write a copy of a file without its credentials");
    const auto options = std::make_shared<RedactOptions>();
    command.add_option(
        "PATH", options->path, "A text or a document ('-': standard input, the default)");
    command
        .add_option("-o,--output", options->output,
            "Where the redacted text goes (default: standard output), in place of an earlier one; "
            "only you may read it")
        .type_name("FILE");
    command
        .add_option(
            "--report", options->report, "A JSON list of what was found, without the values")
        .type_name("FILE");
    command.add_option("--mode", options->mode, "mask ([masked:<kind>]) or remove")
        .type_name("MODE")
        .one_of({"mask", "remove"});
    add_rules_option(command, options->rules);
    describe(
        command, {"Nothing is kept: to be able to open a credential later, submit the text to a "
                  "vault, which seals it. Archives and Office "
                  "files come back in their own format. When part of a file cannot be "
                  "examined or written back (a picture, a PDF), nothing is written at all.",
                     {{"Mask a log before sending it", "redact debug.log -o debug.redacted.log"},
                         {"In a pipe", "redact --mode remove < export.json"}},
                     {}});
    on_run(command, context, [&context, options] { return run_redact(context, *options); });
}

} // namespace cli
